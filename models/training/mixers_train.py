"""Trains the small encoders of mixers.py on the same batches for the same number of steps, and tests them.

    python models/training/mixers_train.py --task recall --mixer ours --out toys.json
    python models/training/mixers_train.py --task words --mixer ours --books FOLDER --tokenizer models/infolio-1/tokenizer.json --out toys.json

`recall`: facts (a name and its value, two tokens) lie in the first half of the context among filler; the last segment asks
for the values. Own vocabulary, made on the spot. `words`: 15 % of the tokens of books are masked, and all words
that only a distant place tells; the 4,096 most frequent word pieces, the rest is [UNK]. Batches depend on the seed and the step alone.
"""
import argparse
import glob
import gzip
import json
import os
import random
import time
from collections import Counter
import numpy as np
import torch
import torch.nn.functional as F
from mixers import MIXERS, Config, Encoder

MASK, ASK, UNKNOWN = 1, 2, 3
NAMES, VALUES, FILLER = (8, 136), (136, 200), (200, 328)
PIECES = 4096


def recall_batch(rng, B, S, T, n, asked=8):
    """ids [B, S, T], places [k, 3] (document, segment, token) and values [k] of what is asked."""
    ids = rng.integers(*FILLER, (B, S * T))
    places, values = [], []
    for b in range(B):
        slots = 2 * rng.choice(max(1, S // 2) * T // 2, n, replace=False)
        names = rng.choice(np.arange(*NAMES), n, replace=False)
        worth = rng.integers(*VALUES, n)
        ids[b, slots], ids[b, slots + 1] = names, worth
        spots = (S - 1) * T + 4 * rng.choice(T // 4, min(n, asked), replace=False)
        for at, f in zip(spots, rng.permutation(n)):
            ids[b, at:at + 3] = ASK, names[f], MASK
            places.append((b, S - 1, at + 2 - (S - 1) * T)), values.append(worth[f])
    return torch.from_numpy(ids).view(B, S, T), torch.tensor(places), torch.tensor(values)


def load_words(folder, tokenizer_path, cache):
    """Books as numbers below PIECES: {"train": [...], "validation": [...]}, split by book."""
    if os.path.exists(cache):
        return torch.load(cache, weights_only=False)
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(tokenizer_path)
    tokenizer.no_truncation(), tokenizer.no_padding()
    files = sorted(glob.glob(os.path.join(folder, "*.txt.gz")))
    random.Random(5).shuffle(files)
    held, rest = files[:6], files[6:30]
    read = lambda f: gzip.open(f, "rt", encoding="utf-8", errors="replace").read()[5000:405000]
    tokens = lambda fs: [np.array(tokenizer.encode(read(f), add_special_tokens=False).ids) for f in fs]
    train, validation = tokens(rest), tokens(held)
    frequent = [i for i, _ in Counter(np.concatenate(train).tolist()).most_common(PIECES - 4)]
    table = np.full(tokenizer.get_vocab_size(), UNKNOWN)
    table[frequent] = np.arange(4, PIECES)
    books = {"train": [table[x] for x in train], "validation": [table[x] for x in validation], "pieces": frequent}
    torch.save(books, cache)
    return books


def start_from(model, weights, pieces):
    """Word vectors of a trained encoder, cut to their main directions and to the size that the model starts with."""
    from safetensors.torch import load_file
    table = load_file(weights)["words.weight"].float()[torch.tensor(pieces)]
    table = table - table.mean(0)
    main = table @ torch.linalg.svd(table, full_matrices=False).Vh[:model.c.width].T
    with torch.no_grad():
        own = model.words.weight
        own[4:] = main * own.std() / main.std()


def words_batch(rng, books, B, S, T):
    """As recall_batch, and for each place whether only a long memory or a long sight can know it: the piece is rare (beyond the
    500 most frequent) and stood earlier in the context, but not within 2 T tokens of the place. All such places are masked, and
    15 % of the others."""
    ids = np.empty((B, S * T), np.int64)
    for b in range(B):
        book = books[rng.integers(len(books))]
        at = rng.integers(len(book) - S * T)
        ids[b] = book[at:at + S * T]
    far = np.zeros(ids.shape, bool)
    for b, row in enumerate(ids):
        stood = {}
        for p, word in enumerate(row.tolist()):
            if word >= 504:
                stood.setdefault(word, []).append(p)
        for at in stood.values():
            for i, p in enumerate(at[1:], 1):
                far[b, p] = p - at[i - 1] > 2 * T and (i + 1 == len(at) or at[i + 1] - p > 2 * T)
    hit = far | ((rng.random(ids.shape) < 0.15) & (ids != UNKNOWN))
    # What stood first must still be seen.
    shown = np.where(hit, MASK, ids)
    where = np.argwhere(hit)
    known = [far[b, p] and ids[b, p] in shown[b, :p - 2 * T] for b, p in where]
    places = np.stack([where[:, 0], where[:, 1] // T, where[:, 1] % T], 1)
    return torch.from_numpy(shown).view(B, S, T), torch.from_numpy(places), torch.from_numpy(ids[hit]), torch.tensor(known)


def logits_of(model, ids, places):
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model(ids)
        return model.restored(hidden[places[:, 0], places[:, 1], places[:, 2]]).float()


@torch.no_grad()
def test_recall(model, T, lengths, facts, questions):
    """Share of values right by "facts@tokens"; None where the mixer cannot take the length."""
    out = {}
    for S in lengths:
        for n in facts:
            if model.c.mixer == "linformer" and S * T > model.c.longest:
                out[f"{n}@{S * T}"] = None
                continue
            rng, right, count = np.random.default_rng((77, S, n)), 0, 0
            while count < questions:
                ids, places, values = recall_batch(rng, max(1, min(16, 4096 // (S * T))), S, T, n)
                right += (logits_of(model, ids, places).argmax(-1) == values).sum().item()
                count += len(values)
            out[f"{n}@{S * T}"] = round(right / count, 4)
    return out


@torch.no_grad()
def test_words(model, T, books, lengths, tokens):
    """Loss in nats and share right of the masked words, and of those that only a distant place tells, by tokens of context."""
    out = {}
    for S in lengths:
        if model.c.mixer == "linformer" and S * T > model.c.longest:
            out[str(S * T)] = None
            continue
        rng, seen, total = np.random.default_rng((78, S)), 0, Counter()
        while seen < tokens:
            B = max(1, 4096 // (S * T))
            ids, places, values, far = words_batch(rng, books, B, S, T)
            loss = F.cross_entropy(logits := logits_of(model, ids, places), values, reduction="none")
            good = logits.argmax(-1) == values
            total.update(n=len(values), loss=loss.sum().item(), right=good.sum().item(), far=far.sum().item(),
                         farLoss=loss[far].sum().item(), farRight=good[far].sum().item())
            seen += B * S * T
        far = max(1, total["far"])
        out[str(S * T)] = {"loss": round(total["loss"] / total["n"], 4), "right": round(total["right"] / total["n"], 4), "words": total["n"],
                           "farLoss": round(total["farLoss"] / far, 4), "farRight": round(total["farRight"] / far, 4), "farWords": total["far"]}
    return out


def groups_of(model, rate):
    """Gates have a rate of their own without decay (Infini's beta, the write gate's last layer: 1e-2); all else `rate`."""
    gates = [(n, p) for n, p in model.named_parameters() if ".beta" in n or ".memory.g2" in n]
    memory = [(n, p) for n, p in model.named_parameters() if ".memory." in n and ".g2" not in n]
    apart = {n for n, _ in gates + memory}
    rest = [p for n, p in model.named_parameters() if n not in apart]
    return [{"params": rest, "peak": rate, "weight_decay": 0.01}, {"params": [p for _, p in gates], "peak": 1e-2, "weight_decay": 0.0},
            {"params": [p for _, p in memory], "peak": 2 * rate, "weight_decay": 0.0}]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--task", choices=["recall", "words"], required=True)
    p.add_argument("--mixer", choices=MIXERS, required=True)
    p.add_argument("--out", required=True, help="a JSON file that results are added to")
    p.add_argument("--steps", type=int, default=1000)
    p.add_argument("--tokens", type=int, default=2048, help="a step")
    p.add_argument("--most", type=int, default=512, help="tokens of context in training")
    p.add_argument("--rate", type=float, default=1e-3)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--values", type=int, default=32, help="values a key of our memory")
    p.add_argument("--label", help="name of the run; the mixer's name without")
    p.add_argument("--start", help="safetensors of a trained encoder, whose word vectors are started from (words)")
    p.add_argument("--books"), p.add_argument("--tokenizer"), p.add_argument("--cache", default="/tmp/mixers-words.pt")
    a = p.parse_args()
    torch.manual_seed(a.seed), torch.set_num_threads(1), torch.set_flush_denormal(True)
    c = Config(mixer=a.mixer, vocabulary=FILLER[1] if a.task == "recall" else PIECES, memoryValue=a.values)
    model, T = Encoder(c), c.segment
    books = load_words(a.books, a.tokenizer, a.cache) if a.task == "words" else None
    if a.start and books:
        start_from(model, a.start, books["pieces"])
    groups = groups_of(model, a.rate)
    optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), fused=True)
    curriculum = [s for s in (2, 4, 8, 16) if s * T <= a.most]
    spent, wall, recent = 0.0, time.time(), []
    for step in range(a.steps):
        rng = np.random.default_rng((a.seed, step))
        done = step / a.steps
        for g in optimiser.param_groups:
            g["lr"] = g["peak"] * min(1.0, (step + 1) / 50) * max(0.02, min(1.0, 2 * (1 - done)))
        if a.task == "recall":
            level = sum(done >= part for part in (0.4, 0.55, 0.7)[:len(curriculum) - 1])
            S = curriculum[level] if rng.random() < 0.7 else int(rng.choice(curriculum[:level + 1]))
            ids, places, values = recall_batch(rng, a.tokens // (S * T), S, T, int(rng.choice((1, 2, 4, 8, 16))))
        else:
            S = curriculum[-1]
            ids, places, values, far = words_batch(rng, books["train"], a.tokens // (S * T), S, T)
        began = time.process_time()
        logits = logits_of(model, ids, places)
        loss = F.cross_entropy(logits, values)
        if a.task == "words" and far.any():
            loss = loss + F.cross_entropy(logits[far], values[far])
        if a.mixer == "ours":
            loss = loss + 0.1 * torch.stack([layer.mix.strength.mean() for layer in model.layers]).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step(), optimiser.zero_grad(set_to_none=True)
        spent += time.process_time() - began
        recent.append((loss.item(), (logits.argmax(-1) == values).float().mean().item()))
        if (step + 1) % 100 == 0:
            print(a.mixer, a.task, step + 1, f"cpu {spent:.0f} s, wall {time.time() - wall:.0f} s, loss and right", np.mean(recent, 0).round(3), flush=True)
            recent.clear()
    model.eval()
    result = {"mixer": a.mixer, "run": a.label or a.mixer, "task": a.task, "steps": a.steps, "tokensAStep": a.tokens, "most": a.most, "rate": a.rate, "seed": a.seed,
              "cpuSeconds": round(spent, 1), "parameters": sum(q.numel() for n, q in model.named_parameters() if not n.startswith(("words", "restore")))}
    if a.task == "recall":
        result["right"] = test_recall(model, T, (4, 16, 64), (1, 4, 16), 120)
    else:
        result["context"] = test_words(model, T, books["validation"], (4, 16, 64), 131072)
    if a.mixer.startswith("infini"):
        result["beta"] = [[round(v, 3) for v in layer.mix.beta.sigmoid().tolist()] for layer in model.layers]
    results = json.load(open(a.out)) if os.path.exists(a.out) else []
    results = [r for r in results if (r["run"], r["task"]) != (result["run"], result["task"])] + [result]
    with open(a.out, "w") as f:
        json.dump(results, f, indent=1)
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
