"""Stage 4, importance head: which sentences a summary is made of. The encoder stays as it is; one linear layer learns.

    node prepare.ts SEGMENTS.jsonl.gz DATA/summaries/train/*.jsonl.gz
    python importance.py --start CHECKPOINT.pt --segments SEGMENTS.jsonl.gz --data DATA/summaries/train --out CHECKPOINT.pt

A sentence's importance is the mean of its tokens' logits, so that the head sees the mean of their last hidden states.
Labels: the sentences that a greedy search takes to come as near to the reference summary as it can (ROUGE-1 + ROUGE-2
F; Nallapati et al. 2017). With a query, the passage is read behind the query as the reader reads it.
"""
import argparse
import glob
import gzip
import json
import os
import random
import re
import time
from collections import Counter
import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from data import is_validation
from model import Config, Infolio
from train import pair_rows, segment_rows

WORD = re.compile(r"[a-z0-9]+")


def grams(words, n):
    return Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1))


def rouge(chosen, reference):
    """ROUGE-1 F and ROUGE-2 F of word lists, no stemming."""
    out = []
    for n in (1, 2):
        a, b = grams(chosen, n), grams(reference, n)
        same = sum((a & b).values())
        p, r = same / max(1, sum(a.values())), same / max(1, sum(b.values()))
        out.append(2 * p * r / max(1e-9, p + r))
    return out


def oracle(sentences, reference, most=40):
    """Greedy: indices of the sentences whose union comes nearest to the reference."""
    one, two = grams(reference, 1), grams(reference, 2)
    r1, r2 = max(1, sum(one.values())), max(1, sum(two.values()))
    each = [(grams(s, 1), grams(s, 2), len(s)) for s in sentences]
    have1, have2, length, chosen, best = Counter(), Counter(), 0, [], 0.0
    worth = [i for i, e in enumerate(each) if e[2] > 2 and sum((e[0] & one).values()) > 0.15 * e[2]]
    while len(chosen) < most:
        top = None
        have_h1, have_h2 = sum(min(have1[g], one[g]) for g in one), sum(min(have2[g], two[g]) for g in two)
        for i in worth:
            if i in chosen:
                continue
            a, b, n = each[i]
            same1 = sum(min(have1[g] + a[g], one[g]) - min(have1[g], one[g]) for g in a if g in one)
            same2 = sum(min(have2[g] + b[g], two[g]) - min(have2[g], two[g]) for g in b if g in two)
            h1, h2 = have_h1 + same1, have_h2 + same2
            total = length + n
            score = 2 * h1 / (total + r1) + 2 * h2 / (total + r2)
            if top is None or score > top[0]:
                top = (score, i)
        if top is None or top[0] <= best:
            break
        best = top[0]
        i = top[1]
        chosen.append(i)
        have1 += each[i][0]
        have2 += each[i][1]
        length += each[i][2]
    return chosen


@torch.no_grad()
def features(model, tokenizer, document, query=None):
    """Mean last hidden state of each sentence [n, d], with the document's memory; query: read behind it."""
    M, out, all_segments = model.memory(), [], document["segments"]
    rows = [{"ids": np.array(s["ids"], np.int64)} for s in all_segments]
    hidden = []
    for a in range(0, len(rows), 8):
        ids, mask = segment_rows(rows[a:a + 8])
        with torch.autocast("cpu", torch.bfloat16):
            h, M, _ = model.read(ids, mask, Infolio.place(torch.arange(a, min(a + 8, len(rows)))), M)
        hidden += [(h[k].float(), 1) for k in range(h.shape[0])]
    if query is not None:
        q = np.array(tokenizer.encode(query, add_special_tokens=False).ids[:62], np.int64)
        hidden = []
        for a in range(0, len(rows), 8):
            part = [(q, r["ids"], a + k) for k, r in enumerate(rows[a:a + 8])]
            ids, kinds, mask, place, _ = pair_rows(part)
            with torch.autocast("cpu", torch.bfloat16):
                h = model.consult(ids, kinds, mask, place, M)
            hidden += [(h[k].float(), len(q) + 2) for k in range(h.shape[0])]
    for s, (h, offset) in zip(all_segments, hidden):
        starts = np.array(s["starts"])
        for a, b in s["sentences"]:
            at = np.nonzero((starts >= a) & (starts < b))[0]
            out.append(h[offset + at[0]:offset + at[-1] + 1].mean(0) if len(at) else h[offset])
    return torch.stack(out)


def collect(a, model, tokenizer, rng):
    """-> [{"source", "validation", "x" [n, d], "label" [n], "words", "reference", "query"}]"""
    segments = {}
    with gzip.open(a.segments, "rt", encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            segments[d["doc_id"]] = d
    items, began = [], time.time()
    most = {"scitldr": 900, "qmsum": 140, "squality": 50, "plos": 77, "plain_contracts": 272}
    for path in sorted(glob.glob(os.path.join(a.data, "*.jsonl.gz"))):
        source = os.path.basename(path).split(".")[0]
        with gzip.open(path, "rt", encoding="utf-8") as f:
            documents = [json.loads(line) for line in f]
        rng.shuffle(documents)
        for d in documents[:most.get(source, 100)]:
            g = segments.get(d["doc_id"])
            if g is None or not g["segments"]:
                continue
            texts = [d["text"][x:y] for s in g["segments"] for x, y in s["sentences"]]
            words = [WORD.findall(t.lower()) for t in texts]
            whole = [q for q in d["queries"] if q["query"] is None or re.match(r"(?i)summari[sz]e the (whole|entire)", q["query"]) or source == "squality" and "plot" in q["query"]]
            focused = [q for q in d["queries"] if q not in whole]
            tasks = [(q, None) for q in whole[:1]] + ([(rng.choice(focused), True)] if focused and rng.random() < a.queries else [])
            for q, with_query in tasks:
                x = features(model, tokenizer, g, q["query"] if with_query else None)
                label = torch.zeros(len(texts))
                for r in q["references"][:2]:
                    for i in oracle(words, WORD.findall(r.lower())):
                        label[i] = 1
                items.append({"source": source + ("+query" if with_query else ""), "validation": is_validation(d["doc_id"], source), "x": x.half(),
                              "label": label, "words": words, "references": [WORD.findall(r.lower()) for r in q["references"]]})
            print(source, len(items), round(time.time() - began), flush=True) if len(items) % 50 == 0 else None
    return items


def pick(scores, words, length):
    """Sentences by falling score until `length` words are reached."""
    out, total = [], 0
    for i in np.argsort(scores)[::-1]:
        if len(words[i]) < 4:
            continue
        if total + len(words[i]) > length and out:
            continue
        out.append(i)
        total += len(words[i])
        if total >= 0.95 * length:
            break
    return [w for i in sorted(out) for w in words[i]]


def report(items, head):
    table = {}
    for it in items:
        if not it["validation"]:
            continue
        n = len(it["words"])
        length = int(np.mean([len(r) for r in it["references"]]))
        s = head(it["x"].float()).squeeze(-1).detach().numpy()
        ways = {"ours": s, "lead": -np.arange(n), "random": np.random.default_rng(n).random(n), "oracle": it["label"].numpy() + 1e-6 * s}
        for name, score in ways.items():
            best = [max(rouge(pick(score, it["words"], length), r)[k] for r in it["references"]) for k in (0, 1)]
            table.setdefault(it["source"], {}).setdefault(name, []).append(best)
    for source, row in table.items():
        print(source, len(row["ours"]), {k: [round(100 * float(x), 1) for x in np.mean(v, 0)] for k, v in row.items()}, flush=True)


def main():
    p = argparse.ArgumentParser()
    for name in ("start", "segments", "data", "out", "tokenizer"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--queries", type=float, default=0.6, help="share of the documents with queries of which one is taken")
    p.add_argument("--cache", help="file of collected features")
    a = p.parse_args()
    torch.manual_seed(1)
    model = Infolio(Config())
    saved = torch.load(a.start, map_location="cpu")
    model.load_checkpoint(saved["model"])
    model.eval()
    if a.cache and os.path.exists(a.cache):
        items = torch.load(a.cache, weights_only=False)
    else:
        items = collect(a, model, Tokenizer.from_file(a.tokenizer), random.Random(1))
        if a.cache:
            torch.save(items, a.cache)
    head = model.importance
    train = [it for it in items if not it["validation"] and 0 < it["label"].sum() < len(it["label"])]
    counts = Counter(it["source"] for it in train)
    optimiser = torch.optim.Adam(head.parameters(), lr=3e-3, weight_decay=1e-4)
    for epoch in range(60):
        random.Random(epoch).shuffle(train)
        total = 0.0
        for k in range(0, len(train), 16):
            loss = torch.zeros(())
            for it in train[k:k + 16]:
                s = head(it["x"].float()).squeeze(-1)
                # Softmax over the document's sentences: the oracle's share the mass, whatever the document's length.
                y = it["label"] / it["label"].sum()
                loss = loss - (y * F.log_softmax(s, 0)).sum() / counts[it["source"]] ** 0.5
                loss = loss + 0.05 * F.binary_cross_entropy_with_logits(s, it["label"]) / counts[it["source"]] ** 0.5
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item()
        if epoch % 10 == 9:
            print("epoch", epoch + 1, round(total, 3), flush=True)
    report(items, head)
    torch.save({**saved, "model": model.state_dict()}, a.out)


if __name__ == "__main__":
    main()
