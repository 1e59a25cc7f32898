"""Stage 1: reader and recall over whole documents, with the memory in the loop.

    python train.py --data QA_FOLDER --cache FOLDER --tokenizer tokenizer.json --start WEIGHTS --out FOLDER --seconds 6000

A step reads a window of segments of one document into the memory, then asks its questions: their recall vectors against
the window's segments, and the reader on passages that hold the answer and on passages that do not. Gradients flow
through the memory. The learning rate follows the wall clock, so that a run ends well whenever it is told to end.
"""
import argparse
import json
import math
import os
import random
import re
import string
import time
from collections import Counter, deque
import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from data import CLS, SEP, Lexical, load
from model import Config, Infolio

WEIGHTS = {"squad_train": 0.60, "squad_dev32": 0.09, "fairytaleqa": 0.08, "cuad": 0.09, "covidqa": 0.03, "timeqa": 0.04,
           "tatqa": 0.03, "qed_nq": 0.04}


def pad(rows, fill=0, width=None):
    width = width or max(len(r) for r in rows)
    out = np.full((len(rows), width), fill, np.int64)
    for i, r in enumerate(rows):
        out[i, :len(r)] = r
    return torch.from_numpy(out)


def segment_rows(segments):
    rows = [np.concatenate([[CLS], s["ids"], [SEP]]) for s in segments]
    ids = pad(rows)
    return ids, pad([np.ones(len(r), np.int64) for r in rows])


def pair_rows(examples):
    """[(question ids, passage ids, segment index, starts, ends)] -> ids, kinds, mask, place features, allowed positions."""
    rows, kinds, allowed = [], [], []
    for q, p, *_ in examples:
        rows.append(np.concatenate([[CLS], q, [SEP], p, [SEP]]))
        kinds.append(np.concatenate([np.zeros(len(q) + 2, np.int64), np.ones(len(p) + 1, np.int64)]))
        a = np.zeros(len(rows[-1]), np.int64)
        a[0], a[len(q) + 2:len(q) + 2 + len(p)] = 1, 1
        allowed.append(a)
    mask = [np.ones(len(r), np.int64) for r in rows]
    place = Infolio.place(torch.tensor([e[2] for e in examples]))
    return pad(rows), pad(kinds), pad(mask), place, pad(allowed)


NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*")
NUMBER = re.compile(r"\b\d{1,4}\b")
OPPOSITES = [("first", "last"), ("largest", "smallest"), ("most", "least"), ("before", "after"), ("north", "south"), ("east", "west"),
             ("increase", "decrease"), ("highest", "lowest"), ("largest", "oldest"), ("start", "end"), ("began", "ended"), ("more", "fewer"),
             ("born", "buried"), ("son", "daughter"), ("father", "mother"), ("during", "after"), ("early", "late"), ("main", "minor"),
             ("did", "did not"), ("can", "cannot"), ("does", "does not"), ("are", "are not"), ("is", "is not"), ("was", "was not")]


def falsify(question, names, numbers, rng):
    """A question that its passage no longer answers: another name or number, or an opposite. None if nothing can be changed.
    Names and numbers of the passage itself come first: a name that the passage lacks is too easily found out."""
    changes = []
    for m in NUMBER.finditer(question):
        near = [x for x in numbers if x not in question and len(x) == len(m.group())]
        if near:
            changes.append((m.span(), rng.choice(near)))
            continue
        n = int(m.group())
        other = n + rng.choice([-1, 1]) * rng.randint(1, 40) if n > 100 else n + rng.randint(1, 9)
        changes.append((m.span(), str(max(1, other))))
    for m in NAME.finditer(question):
        others = [x for x in names if x.lower() not in question.lower() and m.group().lower() not in x.lower()]
        if others:
            changes += [(m.span(), rng.choice(others))] * 2
    if not changes or rng.random() < 0.25:
        for a, b in OPPOSITES:
            for x, y in ((a, b), (b, a)):
                if " " not in x:
                    changes += [(m.span(), y) for m in re.finditer(rf"\b{x}\b", question)]
    if not changes:
        return None
    (a, b), new = rng.choice(changes)
    return question[:a] + new + question[b:]


class Streams:
    def __init__(self, data, window, most, rng, tokenizer, false=0.0, gone=0.0):
        self.rng, self.window, self.most, self.tokenizer, self.false, self.gone = rng, window, most, tokenizer, false, gone
        self.names = {}
        self.pool = {}
        for source, documents in data.items():
            documents = [d for d in documents if not d["validation"] and any(q["answers"] or q["home"] is not None for q in d["questions"])]
            if documents:
                counts = [sum(1 for q in d["questions"] if not q["impossible"]) ** 0.7 for d in documents]
                self.pool[source] = (documents, counts)
        self.lexical = {}
        self.crop = 0.8

    def next(self):
        sources = [s for s in WEIGHTS if s in self.pool]
        source = self.rng.choices(sources, [WEIGHTS[s] for s in sources])[0]
        documents, counts = self.pool[source]
        segments, examples, targets, places = [], [], [], []
        while len(segments) < self.window:
            d = self.rng.choices(documents, counts)[0]
            n, room = len(d["segments"]), self.window - len(segments)
            anchors = [a[0] for q in d["questions"] for a in q["answers"]] or [0]
            a = max(0, min(n - room, self.rng.choice(anchors) - self.rng.randrange(room)))
            b = min(n, a + room)
            base = len(segments)
            segments += d["segments"][a:b]
            places += list(range(a, b))
            for q in d["questions"]:
                inside = [x for x in q["answers"] if a <= x[0] < b]
                if inside:
                    examples.append(self.example(d, q, inside))
                    targets.append((q["ids"], sorted({base + x[0] - a for x in inside})))
                elif q["impossible"] and (q["home"] is not None and a <= q["home"] < b or q["home"] is None and self.rng.random() < 0.08):
                    s = q["home"] if q["home"] is not None else self.rng.randrange(a, b)
                    examples.append(self.passage(q, d["segments"][s], s, []))
        if len(examples) > self.most:
            kept = self.rng.sample(range(len(examples)), self.most)
            examples = [examples[i] for i in kept]
        if len(targets) > self.most:
            targets = self.rng.sample(targets, self.most)
        return source, segments, places, examples, targets

    def falsified(self, d, q, inside):
        """The question changed so that its own passage no longer answers it, or None."""
        if d["id"] not in self.names:
            self.names[d["id"]] = sorted({m for x in d["questions"] for m in NAME.findall(x["text"])})
        s, first, last = self.rng.choice(inside)
        g = d["segments"][s]
        lo, hi = self.cut(g, [(first, last)])
        text = d["text"][g["starts"][lo]:g["ends"][hi - 1]]
        answer = d["text"][g["starts"][first]:g["ends"][last]]
        here = [x for x in NAME.findall(text) if x not in answer and answer not in x]
        changed = falsify(q["text"], here if len(here) > 1 else self.names[d["id"]], NUMBER.findall(text), self.rng)
        if changed is None:
            return None
        ids = np.array(self.tokenizer.encode(changed, add_special_tokens=False).ids[:62], np.int32)
        return ids, g["ids"][lo:hi], s, [], []

    def without(self, d, q, inside):
        """The answer's own passage with every sentence taken out that holds an answer, or None if too little is left."""
        s = self.rng.choice(inside)[0]
        g = d["segments"][s]
        cuts = g["cuts"]
        gone = [k for k in range(len(cuts) - 1) if any(x[0] == s and x[1] < cuts[k + 1] and x[2] >= cuts[k] for x in q["answers"])]
        golds = {x.lower() for x in q["golds"]}
        kept = [k for k in range(len(cuts) - 1) if k not in gone]
        kept = [k for k in kept if min(abs(k - x) for x in gone) <= self.rng.randint(2, 6)]
        if any(x in d["text"][g["starts"][cuts[k]]:g["ends"][cuts[k + 1] - 1]].lower() for k in kept for x in golds if cuts[k + 1] > cuts[k]):
            return None
        ids = np.concatenate([g["ids"][cuts[k]:cuts[k + 1]] for k in kept]) if kept else g["ids"][:0]
        return (q["ids"], ids, s, [], []) if len(ids) > 24 else None

    def example(self, d, q, inside):
        r = self.rng.random()
        if self.false and d["source"] != "cuad" and self.rng.random() < self.false:
            example = self.falsified(d, q, inside)
            if example is not None:
                return example
        if r > 1 - self.gone and d["source"] != "cuad":
            example = self.without(d, q, inside)
            if example is not None:
                return example
            r = self.rng.random() * 0.9
        if r < 0.72 or len(d["segments"]) == 1:
            s = self.rng.choice(inside)[0]
            return self.passage(q, d["segments"][s], s, [x[1:] for x in q["answers"] if x[0] == s])
        holders = {x[0] for x in q["answers"]}
        if d["id"] not in self.lexical:
            if len(self.lexical) > 400:
                self.lexical.clear()
            self.lexical[d["id"]] = Lexical(d)
        scores = self.lexical[d["id"]].scores(q["ids"].tolist())
        others = [s for s in np.argsort(scores)[::-1] if s not in holders][:6]
        if not others:
            s = self.rng.choice(inside)[0]
            return self.passage(q, d["segments"][s], s, [x[1:] for x in q["answers"] if x[0] == s])
        s = int(self.rng.choice(others[:2] + others))
        return self.passage(q, d["segments"][s], s, [])

    def cut(self, g, answers):
        """First token and end of a whole segment, or (with probability `crop`) of a run of its sentences around the answer."""
        n, cuts = len(g["ids"]), g["cuts"]
        lo, hi = 0, n
        if self.rng.random() < self.crop and n > 60:
            goal = self.rng.randint(40, 150)
            first, last = self.rng.choice(answers) if answers else (self.rng.randrange(n),) * 2
            i = max(k for k in range(len(cuts) - 1) if cuts[k] <= first)
            j = min(k for k in range(1, len(cuts)) if cuts[k] > last)
            while cuts[j] - cuts[i] < goal and (i > 0 or j < len(cuts) - 1):
                if i > 0 and (j == len(cuts) - 1 or self.rng.random() < 0.5):
                    i -= 1
                else:
                    j += 1
            lo, hi = cuts[i], cuts[j]
        return lo, hi

    def passage(self, q, g, index, answers):
        lo, hi = self.cut(g, answers)
        inside = [(x - lo, y - lo) for x, y in answers if x >= lo and y < hi]
        return q["ids"], g["ids"][lo:hi], index, [x for x, _ in inside], [y for _, y in inside]


def reader_loss(logits, allowed, examples):
    """Marginal log-likelihood over every annotated start and end; [CLS] where there is none."""
    gold = torch.zeros(2, *allowed.shape, dtype=torch.bool)
    for i, (q, p, _, starts, ends) in enumerate(examples):
        for k, at in ((0, starts), (1, ends)):
            for x in at:
                gold[k, i, x + len(q) + 2] = True
            if not at:
                gold[k, i, 0] = True
    logits = logits.permute(2, 0, 1).masked_fill(~allowed.bool(), -1e9)
    return -(logits.masked_fill(~gold, -1e9).logsumexp(-1) - logits.logsumexp(-1)).sum() / 2


def normalise(s):
    s = "".join(c for c in s.lower() if c not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", s).split())


def f1(prediction, golds):
    best = 0.0
    for g in golds:
        p, t = normalise(prediction).split(), normalise(g).split()
        same = sum((Counter(p) & Counter(t)).values())
        best = max(best, 2 * same / (len(p) + len(t)) if same else float(p == t))
    return best


def best_span(start, end, limit=40):
    """start, end [T] -> (score, i, j) of the best span with i <= j < i + limit."""
    T = len(start)
    total = start[:, None] + end[None, :]
    band = torch.ones(T, T).triu().tril(limit - 1).bool()
    k = int(total.masked_fill(~band, -1e9).argmax())
    return float(total.flatten()[k]), k // T, k % T


@torch.no_grad()
def evaluate(model, data, rng, documents=12, questions=18, memory=True):
    """Whole documents: recall@1/@8 by vectors, F1 on the gold segment, F1 over the eight best segments, absent against best."""
    model.eval()
    out = {}
    for source in ("squad_train", "squad_dev32", "fairytaleqa", "cuad", "covidqa"):
        held = [d for d in data[source] if d["validation"]]
        held = rng.sample(held, min(documents if source == "squad_train" else 4, len(held)))
        rows = []
        for d in held:
            M, vectors = model.memory(), []
            segments = d["segments"][:80]
            for a in range(0, len(segments), 8):
                ids, mask = segment_rows(segments[a:a + 8])
                with torch.autocast("cpu", torch.bfloat16):
                    h, M, _ = model.read(ids, mask, Infolio.place(torch.arange(a, min(a + 8, len(segments)))), M)
                vectors.append(model.vector(h, mask).float())
            vectors = torch.cat(vectors)
            qs = [q for q in d["questions"] if (q["impossible"] and source == "squad_dev32") or any(x[0] < 80 for x in q["answers"])]
            lexical = Lexical({"segments": segments})
            for q in rng.sample(qs, min(questions, len(qs))):
                ids, mask = segment_rows([q])
                with torch.autocast("cpu", torch.bfloat16):
                    v = model.vector(model.consult(ids, torch.zeros_like(ids), mask, torch.zeros(1, 3), M if memory else None), mask).float()
                order = (vectors @ v[0]).argsort(descending=True).tolist()
                bm = np.argsort(lexical.scores(q["ids"].tolist()))[::-1].tolist()
                rank = Counter()
                for o in (order, bm):
                    for i, s in enumerate(o):
                        rank[int(s)] += 1 / (10 + i)
                fused = [s for s, _ in rank.most_common(8)]
                holders = {x[0] for x in q["answers"]}
                gold = next(iter(holders), None)
                chosen = fused + ([gold] if gold is not None and gold not in fused else [])
                rows_in = [(q["ids"], segments[s]["ids"], s) for s in chosen if s < len(segments)]
                ids, kinds, mask, place, allowed = pair_rows(rows_in)
                with torch.autocast("cpu", torch.bfloat16):
                    logits = model.spans(model.consult(ids, kinds, mask, place, M if memory else None))
                found = []
                for i, (qi, p, s) in enumerate(rows_in):
                    o = len(qi) + 2
                    score, x, y = best_span(logits[i, o:o + len(p), 0], logits[i, o:o + len(p), 1])
                    g = segments[s]
                    found.append((score - float(logits[i, 0].sum()), d["text"][g["starts"][x]:g["ends"][y]]))
                top = max(found[:len(fused)])
                oracle = found[chosen.index(gold)][1] if gold in chosen else ""
                rows.append((q["impossible"], order[0] in holders, bool(holders & set(order[:8])), bool(holders & set(bm[:8])),
                             bool(holders & set(fused)), f1(oracle, q["golds"]) if not q["impossible"] else 0,
                             f1(top[1], q["golds"]) if not q["impossible"] else 0, top[0]))
        yes = [r for r in rows if not r[0]]
        mean = lambda k: round(100 * sum(r[k] for r in yes) / max(1, len(yes)), 1)
        out[source] = {"n": len(yes), "recall1": mean(1), "recall8": mean(2), "bm25_8": mean(3), "fused8": mean(4), "oracleF1": mean(5), "f1": mean(6)}
        no = [r[7] for r in rows if r[0]]
        if no:
            cut = sorted(r[7] for r in yes)[int(0.15 * len(yes))]
            out[source]["refusedAt15"] = round(100 * sum(s < cut for s in no) / len(no), 1)
    model.train()
    return out


def made_up(a, tokenizer, rng):
    """The maker of questions about one of two, from the books and contracts that are trained on."""
    import names
    from aliases import natural
    from facts import Maker, load_books, words_and_names
    from parties import Parties
    maker = Maker(tokenizer, load_books(a.books, a.cache, tokenizer)["train"], *words_and_names(a.books, tokenizer), rng, natural(a.contracts)["train"])
    return Parties(maker, names.load(a.books, a.contracts, a.cache, tokenizer)["train"], rng)


def main():
    a = argparse.ArgumentParser()
    for name in ("data", "cache", "tokenizer", "start", "out"):
        a.add_argument("--" + name, required=True)
    a.add_argument("--seconds", type=float, default=6000)
    a.add_argument("--rate", type=float, default=1e-4)
    a.add_argument("--window", type=int, default=5)
    a.add_argument("--most", type=int, default=30, help="questions of one stream at most")
    a.add_argument("--false", type=float, default=0.0, help="share of questions changed so that their passage does not answer them")
    a.add_argument("--gone", type=float, default=0.0, help="share of questions put to their passage without the sentences that answer")
    a.add_argument("--recall", type=float, default=0.3, help="weight of the recall loss beside the reader's")
    a.add_argument("--dev", type=float, default=0.09, help="share of streams from squad_dev32, with its unanswerable questions")
    a.add_argument("--parties", type=float, default=0.0, help="questions of parties.py beside each of the others; needs --books and --contracts")
    a.add_argument("--from-layer", type=int, default=0, help="what comes before this layer stays as it is: the restoring branch starts from it")
    a.add_argument("--books"), a.add_argument("--contracts")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--every", type=float, default=1800)
    a.add_argument("--bench", type=int, default=0)
    a.add_argument("--questions", type=int, default=24, help="questions a step, gathered over streams")
    a = a.parse_args()
    os.makedirs(a.out, exist_ok=True)
    torch.manual_seed(a.seed)
    torch.set_flush_denormal(True)
    rng = random.Random(a.seed)
    WEIGHTS["squad_dev32"] = a.dev
    data = load(a.data, a.cache, a.tokenizer)
    model = Infolio(Config())
    if a.start.endswith(".safetensors"):
        model.load_pretrained(a.start)
    else:
        model.load_checkpoint(torch.load(a.start)["model"])
    model.words.weight.requires_grad_(False)
    if a.from_layer:
        for part in (model.places, model.kinds, model.norm, model.p1, model.p2, *model.layers[:a.from_layer]):
            part.requires_grad_(False)
    fast = [p for n, p in model.named_parameters() if any(k in n for k in ("memory", "reader", "importance", "p1", "p2")) and p.requires_grad]
    slow = [p for n, p in model.named_parameters() if not any(p is f for f in fast) and p.requires_grad and not n.startswith("restore")]
    groups = [{"params": slow, "peak": a.rate, "weight_decay": 0.01}, {"params": fast, "peak": 10 * a.rate, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    if not a.start.endswith(".safetensors") and "optimiser" in (saved := torch.load(a.start)):
        optimiser.load_state_dict(saved["optimiser"])
    streams = Streams(data, a.window, a.most, rng, Tokenizer.from_file(a.tokenizer), a.false, a.gone)
    parties = made_up(a, Tokenizer.from_file(a.tokenizer), rng) if a.parties else None
    log = open(os.path.join(a.out, "log.jsonl"), "a")
    began, last, step, M = time.time(), time.time(), 0, model.memory()
    tokens = asked = 0
    old = deque(maxlen=120)  # segment vectors of earlier steps: more negatives for the recall head
    mean = Counter()
    model.train()
    while time.time() - began < a.seconds and not os.path.exists(os.path.join(a.out, "stop")):
        done = (time.time() - began) / a.seconds
        for g in optimiser.param_groups:
            g["lr"] = g["peak"] * min(1.0, (step + 1) / 60) * max(0.02, 1 - done)
        streams.crop = 0.9 if done < 0.5 else 0.9 - 1.2 * (done - 0.5)
        count = 0
        while count < a.questions:
            source, segments, places, examples, targets = streams.next()
            if not examples:
                continue
            M = M.detach() if rng.random() < 0.5 else model.memory()
            ids, mask = segment_rows(segments)
            with torch.autocast("cpu", torch.bfloat16):
                h, M, gates = model.read(ids, mask, Infolio.place(torch.tensor(places)), M)
                loss = torch.zeros(())
                if targets:
                    v = model.vector(h, mask)
                    qi, qm = segment_rows([{"ids": q} for q, _ in targets])
                    u = model.vector(model.consult(qi, torch.zeros_like(qi), qm, torch.zeros(len(targets), 3), M), qm)
                    scores = torch.cat([u @ v.T] + ([u @ torch.cat(list(old)).T] if old else []), 1).float() / 0.05
                    gold = torch.zeros_like(scores, dtype=torch.bool)
                    for i, (_, at) in enumerate(targets):
                        gold[i, at] = True
                    recall = -(scores.masked_fill(~gold, -1e9).logsumexp(-1) - scores.logsumexp(-1)).sum()
                    loss = loss + a.recall * recall
                    mean["recall"] += recall.item()
                    mean["recalled"] += len(targets)
                    old.append(v.detach())
                if parties is not None:
                    examples += [parties.example() for _ in range(round(a.parties * len(examples)))]
                examples.sort(key=lambda e: len(e[0]) + len(e[1]))
                for k in range(0, len(examples), 12):
                    part = examples[k:k + 12]
                    pi, pk, pm, pp, allowed = pair_rows(part)
                    read = reader_loss(model.spans(model.consult(pi, pk, pm, pp, M)), allowed, part)
                    loss = loss + read
                    mean["reader"] += read.item()
                    tokens += int(pm.sum())
            (loss / a.questions).backward()
            mean["gate"] += gates.mean().item() * len(examples)
            count += len(examples)
            tokens += int(mask.sum())
        torch.nn.utils.clip_grad_norm_(slow + fast, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        asked += count
        mean["asked"] += count
        step += 1
        if step % 20 == 0:
            n = mean["asked"]
            row = {"step": step, "seconds": round(time.time() - began), "tokensPerSecond": round(tokens / (time.time() - began)), "asked": asked,
                   "reader": round(mean["reader"] / n, 3), "recall": round(mean["recall"] / max(1, mean["recalled"]), 3), "gate": round(mean["gate"] / n, 4)}
            log.write(json.dumps(row) + "\n"), log.flush()
            print(row, flush=True)
            mean.clear()
        if a.bench and step >= a.bench:
            return
        if step % 100 == 0:
            torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, os.path.join(a.out, "model.pt"))
        if time.time() - last > a.every:
            last = time.time()
            try:
                row = {"step": step, **evaluate(model, data, random.Random(7), 5, 8)}
            except RuntimeError as error:  # a night's training is worth more than one look at it
                row = {"step": step, "evaluation": str(error)}
            log.write(json.dumps(row) + "\n"), log.flush()
            print(json.dumps(row), flush=True)
    torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, os.path.join(a.out, "model.pt"))
    row = {"step": step, "final": True, **evaluate(model, data, random.Random(7), 12, 18)}
    log.write(json.dumps(row) + "\n"), log.flush()
    print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
