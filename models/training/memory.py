"""Stage 2: the memory learns to keep what later segments are asked for.

    python memory.py --books BOOKS --cache FOLDER --tokenizer tokenizer.json --start CHECKPOINT.pt --out FOLDER --seconds 3600

Documents are made as they are needed: sentences of books or a repeated filler, with facts laid in between (passkeys, many
facts, facts that are overwritten later). The questions see the memory alone: "the code of Ada Finch is [MASK] [MASK]", with
no passage. Masked entities: a rare name of a segment of a book, held by an earlier segment, is masked in every place.
Full backpropagation through the memory over all segments of a document; no detach.
"""
import argparse
import glob
import gzip
import hashlib
import json
import math
import os
import pickle
import random
import time
from collections import Counter
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from tokenizers import Tokenizer
from data import CLS, MASK, SEP, sentences
from model import Config, Infolio

FIRST = """Ada Alan Alice Amy Anna Arthur Ben Bruce Carl Clara Daniel David Diana Edward Ella Emma Eric Eva Frank Fred George Grace Hannah
Harry Helen Henry Hugo Ian Irene Jack James Jane Joan John Julia Karl Kate Laura Leo Lily Louis Lucy Maria Mark Martha Max Mia
Nina Noah Nora Oliver Oscar Paul Peter Rachel Ralph Rose Ruth Sam Sarah Simon Sofia Stella Thomas Tom Victor Walter William""".split()
LAST = """Adams Baker Barnes Bell Bennett Black Brooks Brown Burke Carter Clark Cole Collins Cooper Cox Davis Dixon Evans Fisher Ford Foster Fox
Gray Green Hall Harris Hill Hughes Hunt Jackson Jones Kelly King Lee Lewis Long Marsh Martin Mason Miller Moore Morgan Morris
Murray Nelson Palmer Parker Perry Porter Price Reed Rice Ross Scott Shaw Smith Stone Taylor Turner Walker Ward Watson Webb West
White Wood Wright Young""".split()
THINGS = """lease contract account project room ship house garden station bridge library museum school hotel farm mill factory tower bank
train vessel warehouse laboratory hospital church market theatre castle harbour archive""".split()
QUALITIES = ["code", "pass key", "number", "name", "owner", "colour", "address", "price", "rent", "deposit", "password", "birthplace", "age", "rank",
             "salary", "symbol", "favourite animal", "home town", "weight", "height", "length", "date", "key", "secret", "term", "agent", "guardian",
             "capital", "neighbour", "teacher"]
WORDS = """red blue green yellow black white brown purple orange silver gold grey lion tiger horse eagle rabbit wolf bear snake fox whale
london paris rome berlin vienna boston chicago moscow cairo delhi tokyo athens dublin oxford geneva copper iron steel marble amber ruby pearl
diamond emerald apple lemon cherry grape peach oak pine maple rose violet water fire stone river ocean mountain valley forest desert
island winter summer spring autumn monday tuesday friday sunday january march april july august october""".split()
FILLER = "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again."
STATE = ["The {a} of {e} is {v}.", "{E}'s {a} is {v}.", "For {e}, the {a} is {v}.", "Note that the {a} of {e} is {v}.", "{v} is the {a} of {e}.",
         "It was recorded that the {a} of {e} was {v}."]
AGAIN = ["The {a} of {e} is now {v}.", "The {a} of {e} has been changed to {v}.", "From now on the {a} of {e} is {v}.", "{E}'s {a} is now {v}."]
ASK = ["The {a} of {e} is {v}.", "{E}'s {a} is {v}.", "What is the {a} of {e}? It is {v}.", "What is the {a} of {e}? The {a} of {e} is {v}."]
PASSKEY = ["The pass key is {v}. Remember it. {v} is the pass key.", "The pass key is {v}."]
ASK_PASSKEY = ["What is the pass key? The pass key is {v}.", "The pass key is {v}."]


def held(name):
    return int(hashlib.md5(name.encode()).hexdigest()[:8], 16) / 2**32 < 0.12


def load_books(folder, cache, tokenizer):
    """{"train"|"validation": [book]}; a book is its sentences as arrays of token ids."""
    path = os.path.join(cache, "books.pickle")
    if not os.path.exists(path):
        out = {"train": [], "validation": []}
        for file in sorted(glob.glob(os.path.join(folder, "*.txt.gz"))):
            with gzip.open(file, "rt", encoding="utf-8") as f:
                text = f.read()
            ids = [np.array(e.ids[:120], np.int32) for e in tokenizer.encode_batch([text[a:b] for a, b in sentences(text)], add_special_tokens=False)]
            out["validation" if held(os.path.basename(file)) else "train"].append([i for i in ids if len(i) > 3])
        with open(path, "wb") as f:
            pickle.dump(out, f)
    with open(path, "rb") as f:
        return pickle.load(f)


class Maker:
    """Makes documents with facts in them, and the questions."""

    def __init__(self, tokenizer, books, rng):
        self.tokenizer, self.books, self.rng, self.kept = tokenizer, books, rng, {}
        self.filler = [self.ids(s) for s in FILLER.replace(". ", ".|").split("|")]

    def ids(self, text):
        if text not in self.kept:
            if len(self.kept) > 50000:
                self.kept.clear()
            self.kept[text] = np.array(self.tokenizer.encode(text, add_special_tokens=False).ids, np.int32)
        return self.kept[text]

    def value(self):
        r, rng = self.rng.random(), self.rng
        if r < 0.45:
            return str(rng.randint(10, 10 ** rng.randint(2, 5)))
        return rng.choice(WORDS) if r < 0.8 else rng.choice(LAST) if r < 0.9 else rng.choice(FIRST) + " " + rng.choice(LAST)

    def entity(self):
        rng = self.rng
        return rng.choice(FIRST) + " " + rng.choice(LAST) if rng.random() < 0.7 else "the " + rng.choice(WORDS) + " " + rng.choice(THINGS)

    def say(self, template, a, e, v):
        return template.format(a=a, e=e, E=e[0].upper() + e[1:], v=v)

    def fill(self, repeated):
        """An endless run of filler sentences."""
        k = self.rng.randrange(len(self.filler))
        book = self.rng.choice(self.books)
        at = self.rng.randrange(max(1, len(book) - 2000))
        while True:
            if repeated:
                yield self.filler[k % len(self.filler)]
                k += 1
            else:
                yield book[at % len(book)][:60]
                at += 1

    def document(self, S, T, n, updates=0.0, kind=None, depth=None):
        """S segments of at most T tokens with n facts -> (rows [S] of ids, questions [(ids, positions, targets, age, updated)])."""
        rng = self.rng
        kind = kind or ("passkey" if n == 1 and rng.random() < 0.5 else "facts")
        lines = [[] for _ in range(S)]
        ask = []
        if kind == "passkey":
            v = str(rng.randint(10000, 99999))
            at = rng.randrange(S) if depth is None else min(S - 1, int(depth * S))
            lines[at].append(rng.choice(PASSKEY).format(v=v))
            ask.append((rng.choice(ASK_PASSKEY).split("{v}"), v, S - at, False))
        else:
            seen, shared = set(), self.entity() if rng.random() < 0.3 else None
            quality = rng.choice(QUALITIES) if rng.random() < 0.4 else None
            for _ in range(n):
                for _ in range(50):
                    e, a = shared if shared and rng.random() < 0.5 else self.entity(), quality or rng.choice(QUALITIES)
                    if (e, a) not in seen:
                        break
                seen.add((e, a))
                times = 2 if rng.random() < updates and S > 1 else 1
                ats = sorted(rng.sample(range(S), times))
                for k, at in enumerate(ats):
                    v = self.value()
                    lines[at].append(self.say(rng.choice(AGAIN if k else STATE), a, e, v))
                template = rng.choice(ASK)
                ask.append(([self.say(x, a, e, "") for x in template.split("{v}")], v, S - ats[-1], times > 1))
        run = self.fill(rng.random() < 0.4)
        rows = []
        for k in range(S):
            parts = [self.ids(x) for x in lines[k]]
            room = T - 2 - sum(map(len, parts))
            filling = []
            while room > 0:
                x = next(run)
                if len(x) > room:
                    x = x[:room]
                filling.append(x)
                room -= len(x)
            for x in parts:
                filling.insert(rng.randrange(len(filling) + 1), x)
            rows.append(np.concatenate([[CLS], *filling, [SEP]])[:max(T, 2 + sum(map(len, parts)))])
        questions = []
        for (before, after), v, age, updated in ask:
            x, y, z = self.ids(before.strip()), self.ids(v), self.ids(after.strip()) if after.strip() else np.zeros(0, np.int32)
            ids = np.concatenate([[CLS], x, np.full(len(y), MASK), z, [SEP]])
            questions.append((ids, np.arange(len(y)) + 1 + len(x), y, age, updated))
        return rows, questions

    def entities(self, S, T, most=6):
        """S + 1 segments of one book; the last one's rare words that an earlier segment holds are masked.
        -> (rows [S], questions: the last segment with its masks, one row)."""
        rng = self.rng
        for _ in range(20):
            book = rng.choice(self.books)
            at, rows = rng.randrange(max(1, len(book) - 40 * (S + 1))), []
            while len(rows) < S + 1 and at < len(book):
                row = [np.array([CLS])]
                room = T - 2
                while at < len(book) and len(book[at]) <= room:
                    row.append(book[at])
                    room -= len(book[at])
                    at += 1
                if len(row) == 1:
                    row.append(book[at][:room])
                    at += 1
                rows.append(np.concatenate([*row, [SEP]]).astype(np.int64))
            if len(rows) < S + 1:
                continue
            *earlier, last = rows
            before = Counter(np.concatenate(earlier).tolist())
            # Rare: pieces late in the vocabulary (it is ordered by frequency), whole words or numbers, named once or more before.
            found = sorted({t for t in last.tolist() if t > 6000 and before[t] > 0})
            if not found:
                continue
            chosen = rng.sample(found, min(most, len(found)))
            places = np.array([i for i, t in enumerate(last.tolist()) if t in chosen])
            targets = last[places]
            masked = last.copy()
            masked[places] = MASK
            age = {t: min(S - k for k, r in enumerate(earlier) if t in r) for t in chosen}
            return earlier, [(masked, places, targets, int(np.mean([age[t] for t in targets.tolist()])), False)]
        return self.document(S, T, 2)


def rows_of(rows):
    width = max(map(len, rows))
    ids, mask = np.zeros((len(rows), width), np.int64), np.zeros((len(rows), width), np.int64)
    for i, r in enumerate(rows):
        ids[i, :len(r)], mask[i, :len(r)] = r, 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


def autocast(device):
    return torch.autocast(device.type, torch.bfloat16)


def read_many(model, ids, mask, B, S, start=None):
    """B documents of S segments each, read side by side: ids, mask [B * S, T] -> memories [layers, B, F, dv], write strengths."""
    place = Infolio.place(torch.arange(S, device=ids.device).repeat(B))
    x = model.embed(ids, torch.zeros_like(ids), place)
    bias = (1 - mask.float())[:, None, None] * -1e4
    out, gates, m = [], [], 0
    for layer in model.layers:
        if layer.memory is None:
            x = layer(x, bias, None)
            continue
        phi, v, A, w = layer.memory.write(x, mask)
        phi, v, A = (t.view(B, S, *t.shape[1:]) for t in (phi, v, A))
        M = start[m] if start is not None else x.new_zeros(B, phi.shape[-1], v.shape[-1], dtype=torch.float32)
        before = []
        with torch.autocast(x.device.type, enabled=False):
            for s in range(S):
                before.append(M)
                M = M + phi[:, s].transpose(1, 2) @ (A[:, s] @ (v[:, s] - phi[:, s] @ M))
        x = layer(x, bias, torch.stack(before, 1).flatten(0, 1))
        out.append(M), gates.append(w)
        m += 1
    return out, torch.stack(gates)


def ask_many(model, documents, M, device):
    """Questions of every document with that document's memory -> (logits of the masked pieces, targets, row of each piece)."""
    rows, owner = [], []
    for k, questions in enumerate(documents):
        rows += questions
        owner += [k] * len(questions)
    ids, mask = (t.to(device) for t in rows_of([q[0] for q in rows]))
    owner = torch.tensor(owner, device=device)
    h = model.consult(ids, torch.zeros_like(ids), mask, torch.zeros(len(rows), 3, device=device), None if M is None else [m[owner] for m in M])
    row = torch.tensor([i for i, q in enumerate(rows) for _ in q[1]], device=device)
    column = torch.tensor([p for q in rows for p in q[1].tolist()], device=device)
    targets = torch.tensor(np.concatenate([q[2] for q in rows]).astype(np.int64), device=device)
    return model.restored(h[row, column]), targets, row


@torch.no_grad()
def evaluate(model, maker, device, T, lengths, n=24):
    """Whole values right, by task and number of segments; "off" is the same with the memory emptied."""
    model.eval()
    table = {}
    tasks = {"passkey": lambda S: maker.document(S, T, 1, kind="passkey"), "facts8": lambda S: maker.document(S, T, 8, kind="facts"),
             "facts16": lambda S: maker.document(S, T, 16, kind="facts"), "updates": lambda S: maker.document(S, T, 8, updates=1.0, kind="facts"),
             "entities": lambda S: maker.entities(S, T)}
    for S in lengths:
        for name, make in tasks.items():
            documents = [make(S) for _ in range(max(3, n // 8) if name in ("facts8", "facts16", "updates") else n)]
            right = [0, 0, 0]
            for rows, questions in documents:
                ids, mask = (t.to(device) for t in rows_of(rows))
                with autocast(device):
                    M, _ = read_many(model, ids, mask, 1, S)
                    for k, memory in enumerate((M, [m * 0 for m in M])):
                        logits, targets, row = ask_many(model, [questions], memory, device)
                        good = logits.argmax(-1) == targets
                        if name == "entities":
                            right[k] += good.sum().item()
                            right[2] += len(good) * (k == 0)
                        else:
                            right[k] += sum(bool(good[row == i].all()) for i in range(len(questions)))
                            right[2] += len(questions) * (k == 0)
            table[f"{name}@{S}"] = [round(100 * right[0] / right[2], 1), round(100 * right[1] / right[2], 1)]
    model.train()
    return table


def main():
    p = argparse.ArgumentParser()
    for name in ("books", "cache", "tokenizer", "start", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--seconds", type=float, default=3600)
    p.add_argument("--tokens", type=int, default=80, help="tokens a segment")
    p.add_argument("--batch", type=int, default=8, help="documents a step")
    p.add_argument("--most", type=int, default=16, help="segments at most")
    p.add_argument("--rate", type=float, default=2e-3, help="of the memory's projections and gate; the write gate's last layer five times that")
    p.add_argument("--backbone", type=float, default=0.0, help="learning rate of the encoder; 0 leaves it as it is")
    p.add_argument("--penalty", type=float, default=0.1)
    p.add_argument("--every", type=float, default=600)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--device", default="cpu")
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    torch.manual_seed(a.seed)
    torch.set_flush_denormal(True)
    device, rng = torch.device(a.device), random.Random(a.seed)
    tokenizer = Tokenizer.from_file(a.tokenizer)
    books = load_books(a.books, a.cache, tokenizer)
    maker, tester = Maker(tokenizer, books["train"], rng), Maker(tokenizer, books["validation"], random.Random(99))
    model = Infolio(Config())
    saved = torch.load(a.start, map_location="cpu")
    model.load_checkpoint(saved["model"])
    model.to(device)
    memory = [(n, q) for n, q in model.named_parameters() if "memory" in n]
    gate = [q for n, q in memory if ".g2." in n]
    projections = [q for n, q in memory if ".g2." not in n]
    head = [q for n, q in model.named_parameters() if n.startswith("restore")]
    rest = [q for n, q in model.named_parameters() if "memory" not in n and not n.startswith(("restore", "words", "reader", "importance", "recall"))]
    for q in model.parameters():
        q.requires_grad_(False)
    for q in [*gate, *projections, *head, *(rest if a.backbone > 0 else [])]:
        q.requires_grad_(True)
    groups = [{"params": projections, "peak": a.rate, "weight_decay": 0.0}, {"params": gate, "peak": 5 * a.rate, "weight_decay": 0.0},
              {"params": head, "peak": a.rate / 2, "weight_decay": 0.0}] + ([{"params": rest, "peak": a.backbone, "weight_decay": 0.01}] if a.backbone > 0 else [])
    optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), fused=True)
    log = open(os.path.join(a.out, "log.jsonl"), "a")
    curriculum = [s for s in (2, 3, 5, 8, 16, 32) if s <= a.most]
    began, last, step, tokens, mean = time.time(), time.time(), 0, 0, Counter()
    model.train()
    while time.time() - began < a.seconds and not os.path.exists(os.path.join(a.out, "stop")):
        done = (time.time() - began) / a.seconds
        for g in optimiser.param_groups:
            g["lr"] = g["peak"] * min(1.0, (step + 1) / 60) * max(0.02, min(1.0, 1.6 * (1 - done)))
        level = min(len(curriculum) - 1, int(done / 0.7 * len(curriculum)))
        r = rng.random()
        S = 1 if r < 0.12 else rng.choice(curriculum[:level + 1]) if r < 0.3 else curriculum[level]
        B = max(1, a.batch * 4 // max(4, S))
        kinds = rng.random()
        if kinds < 0.2 and S > 1:
            documents = [maker.entities(S, a.tokens) for _ in range(B)]
        else:
            n = rng.choice((1, 2, 4, 8)) if S <= 3 else rng.choice((1, 2, 4, 8, 16))
            n = min(n, 2 * S)
            documents = [maker.document(S, a.tokens, n, updates=0.4 if rng.random() < 0.5 else 0.0) for _ in range(B)]
        ids, mask = (t.to(device) for t in rows_of([row for rows, _ in documents for row in rows]))
        with autocast(device):
            M, gates = read_many(model, ids, mask, B, S)
            logits, targets, row = ask_many(model, [q for _, q in documents], M, device)
            read = F.cross_entropy(logits, targets)
            loss = read + a.penalty * gates.mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([q for g in groups for q in g["params"]], 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        tokens += int(mask.sum()) + sum(len(q[0]) for _, qs in documents for q in qs)
        name = "entity" if kinds < 0.2 and S > 1 else "fact"
        mean[name] += read.item()
        mean[name + "Right"] += (logits.argmax(-1) == targets).float().mean().item()
        mean[name + "s"] += 1
        mean["gate"] += gates.mean().item()
        if step % 100 == 0:
            row = {"step": step, "seconds": round(time.time() - began), "tokensPerSecond": round(tokens / (time.time() - began)), "segments": curriculum[level],
                   "fact": round(mean["fact"] / max(1, mean["facts"]), 3), "right": round(mean["factRight"] / max(1, mean["facts"]), 3),
                   "entity": round(mean["entity"] / max(1, mean["entitys"]), 3), "entityRight": round(mean["entityRight"] / max(1, mean["entitys"]), 3),
                   "gate": round(mean["gate"] / 100, 4)}
            log.write(json.dumps(row) + "\n"), log.flush()
            print(row, flush=True)
            mean.clear()
        if time.time() - last > a.every:
            last = time.time()
            torch.save({**saved, "model": model.state_dict()}, os.path.join(a.out, "model.pt"))
            row = {"step": step, **evaluate(model, tester, device, a.tokens, (4, 16))}
            log.write(json.dumps(row) + "\n"), log.flush()
            print(json.dumps(row), flush=True)
    torch.save({**saved, "model": model.state_dict()}, os.path.join(a.out, "model.pt"))
    row = {"step": step, "final": True, **evaluate(model, tester, device, a.tokens, (4, 16, 64))}
    log.write(json.dumps(row) + "\n"), log.flush()
    print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
