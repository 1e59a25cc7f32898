"""Segments and questions, read once by the layers that the restoring branch starts from.

    python pool.py --books BOOKS --contracts CONTRACTS --cache FOLDER --tokenizer tokenizer.json --start CHECKPOINT.pt --out POOL.pt --families 6000 --fillers 3000

Those layers stay as they are, so that the branch can be trained on what they give: an hour's work becomes minutes. The pools
of training and validation come of different books (--split).
"""
import argparse
import random
import time
import numpy as np
import torch
from tokenizers import Tokenizer
from aliases import natural
from facts import Maker, load_books, words_and_names
from model import Config, Infolio


def rows_of(rows):
    width = max(map(len, rows))
    ids, mask = np.zeros((len(rows), width), np.int64), np.zeros((len(rows), width), np.int64)
    for i, r in enumerate(rows):
        ids[i, :len(r)], mask[i, :len(r)] = r, 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


@torch.no_grad()
def inner_of(model, rows, somewhere, name, most=6000):
    """What the branch starts from, of every row: flat fp16 [tokens, d], and where each row begins. `somewhere`: rows stand anywhere
    in a document; else nowhere, as questions do."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    offsets = np.concatenate([[0], np.cumsum([len(r) for r in rows])])
    out = torch.empty(int(offsets[-1]), model.c.width, dtype=torch.float16)
    i, began = 0, time.time()
    while i < len(order):
        k = i
        while k < len(order) and (k - i + 1) * len(rows[order[k]]) <= most:
            k += 1
        ids, mask = rows_of([rows[j] for j in order[i:k]])
        place = Infolio.place((torch.rand(k - i) * 8).exp().long()) if somewhere else torch.zeros(k - i, 3)
        with torch.autocast("cpu", torch.bfloat16):
            x, _ = model.inner(ids, mask, place)
        for b, j in enumerate(order[i:k]):
            out[offsets[j]:offsets[j] + len(rows[j])] = x[b, :len(rows[j])].half()
        i = k
    print(name, len(rows), "rows", int(offsets[-1]), "tokens", round(offsets[-1] / (time.time() - began)), "a second", flush=True)
    return out, offsets.tolist()


def main():
    p = argparse.ArgumentParser()
    for name in ("books", "contracts", "cache", "tokenizer", "start", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--families", type=int, default=6000)
    p.add_argument("--fillers", type=int, default=3000)
    p.add_argument("--longest", type=int, default=256, help="tokens of a segment at most")
    p.add_argument("--split", default="train")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    torch.manual_seed(a.seed)
    tokenizer = Tokenizer.from_file(a.tokenizer)
    maker = Maker(tokenizer, load_books(a.books, a.cache, tokenizer)[a.split], *words_and_names(a.books, tokenizer), random.Random(a.seed), natural(a.contracts)[a.split])
    # No layer before the branch has a memory, so that what they give for a segment depends on that segment alone.
    model = Infolio(Config())
    model.load_checkpoint(torch.load(a.start, map_location="cpu")["model"])
    model.eval()
    lengths = [n for n in (48, 64, 80, 96, 128, 128, 192, 256) if n <= a.longest]
    for _ in range(a.families):
        maker.family(lengths)
    plain = [maker.segment([], maker.fill(maker.rng.random() < 0.25), maker.rng.choice(lengths)) for _ in range(a.fillers)]
    x, at = inner_of(model, maker.segments, True, "segments")
    q, qat = inner_of(model, [ids for fact in maker.facts for ids, _ in fact[1]], False, "questions")
    torch.save({"segments": maker.segments, "facts": maker.facts, "families": maker.families, "spots": maker.spots, "plain": plain,
                "x": x, "at": at, "questions": q, "qat": qat}, a.out)


if __name__ == "__main__":
    main()
