"""Stage 2: the restoring branch and its memories, on pools that pool.py made.

    python memory.py --pool POOL.pt --valid VALID.pt --start CHECKPOINT.pt --out CHECKPOINT.pt --pairs 660 --documents 600 --long 330
    python memory.py --pool ... --valid ... --start ... --out ... --joint 2700 --long 600 --names-key 384 --books BOOKS --contracts CONTRACTS --cache FOLDER --tokenizer tokenizer.json

Steps, each so many seconds:
pairs      [MASK] of a question finds the token that it asks for among those of other facts (InfoNCE on the memory's own features), an
           older statement's key finds the newer one's, the value decodes to its word, the gate opens on stated values. No memory
           is carried yet: this is what makes recall trainable in minutes.
documents  whole documents of 4 to 16 segments, the memory carried through them, full backpropagation, no detach.
long       the branch's layer stays; documents of up to 128 segments.
joint      names beside statements: books and contracts with masked names, fresh ones each step and read from the words on, take turns
           with pairs and documents, so that neither is forgotten. With --names-key; long documents then have names, too.
"""
import argparse
import json
import math
import random
import time
from collections import Counter
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from tokenizers import Tokenizer
import names
from data import MASK
from model import Config, Infolio, dpfp, inverse
from pool import rows_of

STILL = 8.0  # weight of the statements' gate on text of books, in which nothing is stated
SCALE = 12.0  # of the features' products in InfoNCE at the start; learned


class Pool:
    def __init__(self, path):
        p = torch.load(path, weights_only=False)
        self.segments, self.facts, self.families, self.plain = p["segments"], p["facts"], p["families"], p["plain"]
        self.x, self.at, self.q, self.qat = p["x"], p["at"], p["questions"], p["qat"]
        self.of_family, self.stated, self.inside = {}, {}, {}
        for i, f in enumerate(self.facts):
            self.of_family.setdefault(f[0], []).append(i)
        for segment, fact, places in p["spots"]:
            self.stated.setdefault(fact, []).append((segment, places))
            self.inside.setdefault(segment, []).append((fact, places))
        self.passkey = torch.tensor([f[4] == "passkey" for f in self.facts])

    def span(self, segment):
        return self.at[segment], self.at[segment + 1]

    def asked(self, facts, forms):
        """-> x [n, T, d], mask, (row, column) of each mask, its word."""
        rows = [2 * i + f for i, f in zip(facts, forms)]
        x, mask = padded(self.q, [(self.qat[r], self.qat[r + 1]) for r in rows])
        row, column, words = [], [], []
        for r, (i, f) in enumerate(zip(facts, forms)):
            places = self.facts[i][1][f][1]
            row += [r] * len(places)
            column += places.tolist()
            words += self.facts[i][2].tolist()
        return x, mask, torch.tensor(row), torch.tensor(column), torch.tensor(words)

    def document(self, rng, S, n, kind=None):
        """S segments with about n facts, families mixed but each in its order -> (segments, facts)."""
        chosen, count, used, passkey = [], 0, 0, False
        for _ in range(300):
            if count >= n:
                break
            f = rng.randrange(len(self.families))
            own = self.of_family[f]
            sort = self.facts[own[0]][4]
            is_key = sort == "passkey"
            if kind is not None and sort != ("facts" if kind == "updates" else kind) or is_key and passkey or f in chosen or used + len(self.families[f]) > S:
                continue
            if kind == "updates" and not any(self.facts[i][3] for i in own):
                continue
            passkey |= is_key
            chosen.append(f)
            count, used = count + len(own), used + len(self.families[f])
        slots, tags = sorted(rng.sample(range(S), used)), [f for f in chosen for _ in self.families[f]]
        rng.shuffle(tags)
        nth, row = Counter(), [None] * S
        for s, f in zip(slots, tags):
            row[s] = self.families[f][nth[f]]
            nth[f] += 1
        return [rng.choice(self.plain) if r is None else r for r in row], [i for f in chosen for i in self.of_family[f]]


def padded(x, spans):
    n = torch.tensor([b - a for a, b in spans])
    out = torch.zeros(len(spans), int(n.max()), x.shape[-1])
    for i, (a, b) in enumerate(spans):
        out[i, :b - a] = x[a:b].float()
    return out, torch.arange(out.shape[1])[None] < n[:, None]


def context(restore, x, mask):
    with torch.autocast("cpu", torch.bfloat16):
        return restore(x, (1 - mask.float())[:, None, None] * -1e4).float()


@torch.no_grad()
def contexts(restore, x, at, most=8000):
    """The layer's output for rows that stay as they are: flat fp16."""
    out, order, i = torch.empty_like(x), sorted(range(len(at) - 1), key=lambda j: at[j + 1] - at[j]), 0
    while i < len(order):
        width, k = at[order[i] + 1] - at[order[i]], i
        while k < len(order) and (k - i + 1) * (at[order[k] + 1] - at[order[k]]) <= most:
            k += 1
        spans = [(at[j], at[j + 1]) for j in order[i:k]]
        h = context(restore, *padded(x, spans))
        for b, (p, q) in enumerate(spans):
            out[p:q] = h[b, :q - p].half()
        i = k
    return out


def gate_logit(memory, h):
    return memory.g2(F.silu(memory.g1(h))).squeeze(-1)


def write(memory, flat, spans, B, S, top):
    """flat [tokens, d]; spans of B documents' S segments in it, [CLS] and [SEP] left out ->
    memories before each segment and after the last one, S + 1 times [B, F, dv], strengths [tokens]."""
    c = memory.c
    w = ((1 + c.memoryFloor) * torch.sigmoid(gate_logit(memory, flat)) - c.memoryFloor).relu()
    width = max(max(b - a for a, b in spans), top)
    at = torch.tensor([a for a, _ in spans])[:, None] + torch.arange(width)[None]
    inside = at < torch.tensor([b for _, b in spans])[:, None]
    at = at.clamp(max=len(flat) - 1)
    ws = w[at] * inside
    kept = ws.detach().topk(top, -1).indices.sort(-1).values
    at, wk = at.gather(1, kept), ws.gather(1, kept)
    x = flat[at.flatten()].view(*at.shape, -1)
    phi, v = dpfp(memory.k(x)), memory.v(x)
    A = inverse((wk[..., None] * (phi @ phi.transpose(1, 2))).tril(-1)) * wk[:, None, :]
    phi, v, A = (t.view(B, S, *t.shape[1:]) for t in (phi, v, A))
    Ms = [flat.new_zeros(B, phi.shape[-1], v.shape[-1])]
    for s in range(S):
        M = Ms[-1] if c.memoryDecay == 1 else c.memoryDecay * Ms[-1]
        Ms.append(M + phi[:, s].transpose(1, 2) @ (A[:, s] @ (v[:, s] - phi[:, s] @ M)))
    return Ms, w


def recalled(memory, h, M, owner):
    """What each h [n, d] reads from its own M of M [G, F, dv] -> [n, d]. Owners ascend."""
    count = torch.bincount(owner, minlength=len(M))
    row = torch.arange(len(h)) - (count.cumsum(0) - count)[owner]
    padded = h.new_zeros(len(M), int(count.max()), h.shape[-1]).index_put((owner, row), h)
    return memory.o((dpfp(memory.q(padded)) @ M)[owner, row])


def logits_of(restore, y, words):
    return restore.h2(F.gelu(restore.h1(y))) @ words.T


def sampled(restore, y, target, words, others=6000):
    """Cross entropy over the targets and so many other words, and how many are right."""
    classes, t = torch.unique(torch.cat([target, torch.randint(999, len(words), (others,))]), return_inverse=True)
    logits = logits_of(restore, y, words[classes])
    return F.cross_entropy(logits, t[:len(target)]), (logits.argmax(-1) == t[:len(target)]).float().mean()


def any_word(restore, h, ids, at_masks, words, n=256):
    """Any word's value decodes to it, at any mask: else words that no fact had as a value could not be recalled."""
    chosen = torch.randint(len(ids), (n,))
    y = at_masks[torch.randint(len(at_masks), (n,))].detach() + restore.statements.o(restore.statements.v(h[chosen]))
    return sampled(restore, y, ids[chosen], words, 3000)[0]


def pairs_step(restore, scale, pool, rng, words, families):
    spans, marks, ids = [], [], []
    for f in rng.sample(range(len(pool.families)), families):
        for segment in pool.families[f]:
            here, (a, b) = pool.inside.get(segment, []), pool.span(segment)
            if not here:
                continue
            lo, hi = max(0, here[0][1][0] - rng.randrange(14, 34)), min(b - a, max(p[-1] for _, p in here) + rng.randrange(12, 30))
            if hi - lo > 90:
                hi = min(b - a, here[0][1][-1] + rng.randrange(20, 40))
            lo = min(lo, min(p[0] for _, p in here))
            here = [(fact, places) for fact, places in here if places[-1] < hi]
            marks += [(len(spans), [p - lo for p in places], fact) for fact, places in here]
            spans.append((a + lo, a + hi))
            ids.append(pool.segments[segment][lo:hi])
    for segment in rng.sample(pool.plain, 4):
        a, b = pool.span(segment)
        spans.append((a, min(b, a + 70)))
        ids.append(pool.segments[segment][:70])
    x, mask = padded(pool.x, spans)
    h = context(restore, x, mask)
    label, stated = torch.zeros(h.shape[:2]), {}
    for r, places, fact in marks:
        label[r, places] = 1
        stated.setdefault(fact, []).append((r, places))
    gate = F.binary_cross_entropy_with_logits(gate_logit(restore.statements, h)[mask], label[mask], pos_weight=torch.tensor(3.0))
    facts = sorted(stated)
    qx, qmask, row, column, target = pool.asked(facts, [rng.randrange(2) for _ in facts])
    hq = context(restore, qx, qmask)[row, column]
    kr, kc, kf, kj, newest = [], [], [], [], {}
    for f in facts:
        n = len(pool.facts[f][2])
        for r, places in stated[f]:
            for j, place in enumerate(places):
                newest[f, j % n] = len(kr)
                kr.append(r), kc.append(place), kf.append(f), kj.append(j % n)
    hk, kf, kj = h[torch.tensor(kr), torch.tensor(kc)], torch.tensor(kf), torch.tensor(kj)
    qf = torch.tensor(facts)[row]
    qj = torch.cat([torch.arange(len(pool.facts[f][2])) for f in facts])
    m = restore.statements
    pq, pk = dpfp(m.q(hq)), dpfp(m.k(hk))

    def contrast(a, af, aj, itself):
        """-log of the share that goes to tokens of the same fact and piece; another document's pass key is no negative."""
        s = a @ pk.T * scale.exp()
        same = (af[:, None] == kf[None]) & (aj[:, None] == kj[None])
        alike = pool.passkey[af][:, None] & pool.passkey[kf][None] & (af[:, None] != kf[None])
        if itself:
            alike |= torch.eye(len(kf), dtype=torch.bool)
            same &= ~torch.eye(len(kf), dtype=torch.bool)
        s = s.masked_fill(alike, -1e4)
        some = same.any(1)
        if not some.any():
            return s.new_zeros(()), s.new_zeros(())
        loss = torch.logsumexp(s, 1) - torch.logsumexp(s.masked_fill(~same, -1e4), 1)
        return loss[some].mean(), same[torch.arange(len(s)), s.argmax(1)][some].float().mean()

    find, right = contrast(pq, qf, qj, False)
    renew, _ = contrast(pk, kf, kj, True)
    # A statement may have been cut off, and an older one with a shorter value be all that is there.
    given = [(i, newest[f, j]) for i, (f, j) in enumerate(zip(qf.tolist(), qj.tolist())) if (f, j) in newest]
    at_q, at_k = (list(t) for t in zip(*given))
    decode, decoded = sampled(restore, hq[at_q] + m.o(m.v(hk[at_k])), target[at_q], words)
    wide = torch.zeros(h.shape[:2], dtype=torch.long)
    for r, i in enumerate(ids):
        wide[r, :len(i)] = torch.from_numpy(i.astype(np.int64))
    known = mask & (wide > 999)
    loss = find + 0.5 * renew + decode + any_word(restore, h[known], wide[known], hq, words) + 2 * gate
    return loss, {"find": find, "right": right, "renew": renew, "decode": decode, "decoded": decoded, "gate": gate}


def document_step(restore, pool, frozen, rng, words, S, B, n, top):
    documents = [pool.document(rng, S, n) for _ in range(B)]
    segments = [s for d, _ in documents for s in d]
    if frozen is None:
        x, mask = padded(pool.x, [pool.span(s) for s in segments])
        flat = context(restore, x, mask)[mask]
    else:
        flat = torch.cat([frozen[slice(*pool.span(s))] for s in segments]).float()
    at = np.concatenate([[0], np.cumsum([len(pool.segments[s]) for s in segments])]).tolist()
    label = torch.zeros(len(flat))
    for a, s in zip(at, segments):
        for _, places in pool.inside.get(s, []):
            label[[a + k for k in places]] = 1
    gate = F.binary_cross_entropy_with_logits(gate_logit(restore.statements, flat), label, pos_weight=torch.tensor(3.0))
    spans = [(a + 1, b - 1) for a, b in zip(at[:-1], at[1:])]
    Ms, w = write(restore.statements, flat, spans, B, S, top)
    facts = [i for _, d in documents for i in d]
    x, mask, row, column, target = pool.asked(facts, [rng.randrange(2) for _ in facts])
    h = context(restore, x, mask)[row, column]
    owner = torch.tensor([b for b, (_, d) in enumerate(documents) for _ in d])[row]
    y = h + recalled(restore.statements, h, Ms[-1], owner)
    if restore.names is not None:
        with torch.no_grad():
            others, _ = write(restore.names, flat, spans, B, S, top)
        y = y + recalled(restore.names, h, others[-1], owner)
    read, right = sampled(restore, y, target, words)
    ids = torch.from_numpy(np.concatenate([pool.segments[s] for s in segments]).astype(np.int64))
    known = (ids > 999).nonzero().squeeze(1)
    known = known[torch.randint(len(known), (600,))]
    loss = read + gate + 0.5 * any_word(restore, flat[known], ids[known], h, words, 200)
    return loss, {"read": read, "right": right, "gate": gate, "written": w.sum() / len(flat)}


def runs_of(texts, rng, B, S, T, **how):
    """B runs of S segments: two of three of books, the others of contracts, whose names stand closer. Those of books come first."""
    out = ([], [])
    while len(out[0]) + len(out[1]) < B:
        contract = rng.random() < 0.34
        made = names.run(texts[contract], rng, S, T, **how)
        if made is not None and any((r[1] == MASK).any() for r in made):
            out[contract].append(made)
    return out[0] + out[1], len(out[0])


def names_of(model, runs, top, empty=False):
    """Reads runs of equal length -> hidden states and names of all tokens, flat; which are masked; what stood there;
    their run and segment; what masks recall [n, d]; strengths of the names' gate."""
    restore, B, S = model.restore, len(runs), len(runs[0])
    ids, mask = rows_of([r[1] for run in runs for r in run])
    first = (torch.rand(B) * 6).exp().long()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        x, _ = model.inner(ids, mask, Infolio.place((first[:, None] + torch.arange(S)).flatten()))
    flat = context(restore, x.float(), mask.bool())[mask.bool()]
    at = np.concatenate([[0], np.cumsum([len(r[0]) for run in runs for r in run])]).tolist()
    spans = [(a + 1, b - 1) for a, b in zip(at[:-1], at[1:])]
    with torch.no_grad():
        facts, _ = write(restore.statements, flat, spans, B, S, top)
    own, w = write(restore.names, flat, spans, B, S, top)
    true = torch.from_numpy(np.concatenate([r[0] for run in runs for r in run]).astype(np.int64))
    seen = torch.from_numpy(np.concatenate([r[1] for run in runs for r in run]).astype(np.int64))
    label = torch.from_numpy(np.concatenate([r[2] for run in runs for r in run]).astype(np.int64))
    segment = torch.repeat_interleave(torch.arange(B * S), mask.sum(1))
    asked = (seen == MASK).nonzero().squeeze(1)
    h, owner = flat[asked], segment[asked]
    before = lambda Ms: torch.stack(Ms[:-1], 1).flatten(0, 1)
    y = h if empty else h + recalled(restore.statements, h, before(facts), owner) + recalled(restore.names, h, before(own), owner)
    return flat, true, label * (seen != MASK), asked, segment, y, w


def names_step(model, scale, made, words, top, empty=False):
    """`empty`: what a mask's surroundings alone tell, so that the comparison with an emptied memory is a fair one."""
    runs, books = made
    restore, S = model.restore, len(runs[0])
    flat, true, label, asked, segment, y, w = names_of(model, runs, top, empty)
    kept = label.nonzero().squeeze(1)
    m = restore.names
    score = dpfp(m.q(flat[asked])) @ dpfp(m.k(flat[kept])).T * scale.exp()
    a, k = segment[asked][:, None], segment[kept][None]
    there = (a // S == k // S) & (k < a)
    same = there & (true[asked][:, None] == true[kept][None])
    some = same.any(1)
    find = (torch.logsumexp(score.masked_fill(~there, -1e4), 1) - torch.logsumexp(score.masked_fill(~same, -1e4), 1))[some].sum() / max(1, int(some.sum()))
    gate = F.binary_cross_entropy_with_logits(gate_logit(m, flat), (label > 0).float())
    # Other names of these texts are what a name is taken for.
    others = torch.cat([true[kept].unique(), torch.randint(999, len(words), (3000,))])
    classes, t = torch.unique(torch.cat([true[asked], others]), return_inverse=True)
    logits = logits_of(restore, y, words[classes])
    t = t[:len(asked)]
    read = F.cross_entropy(logits, t)
    # Books state next to nothing that statements are made of. What their memory writes of them nevertheless
    # is little a segment, but a million tokens of it wash a pass key away.
    still = F.softplus(gate_logit(restore.statements, flat[:sum(len(r[0]) for run in runs[:books] for r in run)]) + 1).mean() if books else read.new_zeros(())
    if empty:
        return read + STILL * still, {"without": read, "still": still}
    return read + 0.5 * find + gate + STILL * still, {"still": still, "names": read, "names right": (logits.argmax(-1) == t).float().mean(), "names find": find, "names gate": gate, "names written": w.sum() / len(flat)}


@torch.no_grad()
def evaluate_names(model, texts, words, seed=7):
    """Masked tokens right, in per cent: with memory, with none, with the last segment's alone. Runs of 8 segments of 128 tokens and one more; of 32 of 254."""
    out = {}
    for S, T, n in ((9, 128, 60), (33, 254, 16)):
        for name, how in (("memory", {}), ("empty", {"empty": True}), ("last", {})):
            rng, good, total = random.Random(seed), 0, 0
            for _ in range(n):
                runs, _ = runs_of(texts, rng, 1, S, T, masked_from=S - 1, most=6)
                if name == "last":
                    runs = [runs[0][-2:]]
                _, true, _, asked, _, y, _ = names_of(model, runs, 32, **how)
                right = logits_of(model.restore, y, words).argmax(-1) == true[asked]
                good, total = good + int(right.sum()), total + len(right)
            out[f"{name}@{S - 1}"] = round(100 * good / total, 1)
    return out


@torch.no_grad()
def evaluate(restore, pool, words, seed=5):
    """Whole values right, in per cent."""
    frozen, rng, out = contexts(restore, pool.x, pool.at), random.Random(seed), {}
    for name, kind, n, S in (("passkey@16", "passkey", 1, 16), ("passkey@128", "passkey", 1, 128), ("4@16", "facts", 4, 16), ("16@32", "facts", 16, 32),
                             ("16@128", "facts", 16, 128), ("64@128", "facts", 64, 128), ("updates@32", "updates", 8, 32),
                             ("aliases@16", "aliases", 4, 16), ("aliases@128", "aliases", 8, 128)):
        good = total = 0
        for _ in range(20 if n == 1 else 8):
            segments, facts = pool.document(rng, S, n, kind)
            flat = torch.cat([frozen[slice(*pool.span(s))] for s in segments]).float()
            at = np.concatenate([[0], np.cumsum([len(pool.segments[s]) for s in segments])]).tolist()
            spans = [(a + 1, b - 1) for a, b in zip(at[:-1], at[1:])]
            parts = [(part, write(part, flat, spans, 1, S, 32)[0][-1]) for part in (restore.statements, restore.names) if part is not None]
            x, mask, row, column, target = pool.asked(facts, [rng.randrange(2) for _ in facts])
            h = context(restore, x, mask)[row, column]
            right = logits_of(restore, h + sum(recalled(part, h, M, torch.zeros_like(row)) for part, M in parts), words).argmax(-1) == target
            for r, i in enumerate(facts):
                if kind != "updates" or pool.facts[i][3]:
                    good, total = good + bool(right[row == r].all()), total + 1
        out[name] = round(100 * good / total)
    return out


def run(seconds, groups, step, name):
    """AdamW for so many seconds, with a short warm-up and a fall to nothing."""
    optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), weight_decay=0.0)
    began, count, mean, shown = time.time(), 0, {}, 0
    while (done := (time.time() - began) / seconds) < 1:
        for g in optimiser.param_groups:
            g["lr"] = g["peak"] * min(1.0, (count + 1) / 30) * max(0.03, min(1.0, 1.5 * (1 - done)))
        loss, figures = step(done)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([q for g in groups for q in g["params"]], 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        count += 1
        for k, v in figures.items():
            mean.setdefault(k, []).append(float(v.detach()))
        if done * 6 > shown + 1:
            shown += 1
            print(name, count, round(time.time() - began), {k: round(sum(v) / len(v), 4) for k, v in mean.items()}, flush=True)
            mean.clear()
    return count


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pool", required=True, nargs="+", help="the first serves pairs, all serve documents")
    p.add_argument("--valid", required=True)
    p.add_argument("--start", required=True)
    p.add_argument("--out", required=True)
    for name in ("pairs", "documents", "joint", "long"):
        p.add_argument("--" + name, type=float, default=0)
    for name in ("books", "contracts", "cache", "tokenizer"):
        p.add_argument("--" + name)
    p.add_argument("--names", type=float, default=0.4, help="share of the joint steps that are about names")
    p.add_argument("--names-key", type=int, default=0, help="384 for a memory of names, which --joint trains")
    p.add_argument("--fresh", action="store_true", help="begin the branch anew, its layer from the reader's")
    p.add_argument("--rate", type=float, default=1e-3)
    p.add_argument("--layer-rate", type=float, default=3e-4)
    p.add_argument("--top", type=int, default=24, help="tokens a segment that are written at most")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    torch.manual_seed(a.seed)
    torch.set_flush_denormal(True)
    rng = random.Random(a.seed)
    saved = torch.load(a.start, map_location="cpu")
    model = Infolio(Config(namesKey=a.names_key))
    model.load_checkpoint(saved["model"])
    model.eval()
    restore, words = model.restore, model.words.weight.detach()
    texts = names.load(a.books, a.contracts, a.cache, Tokenizer.from_file(a.tokenizer)) if a.names_key else None
    if restore.names is not None and not any(k.startswith("restore.names") for k in saved["model"]):
        # The values of names are those of statements at first, which any word decodes from; the keys look alike, too.
        kept, own = restore.statements, restore.names
        own.v.load_state_dict(kept.v.state_dict()), own.o.load_state_dict(kept.o.state_dict()), nn.init.zeros_(own.g2.bias)
        own.q.weight.data.copy_(kept.q.weight[:model.c.namesKey]), own.k.weight.data.copy_(kept.k.weight[:model.c.namesKey])
    for q in model.parameters():
        q.requires_grad_(False)
    if a.fresh:
        restore.layer.load_state_dict({k: v for k, v in model.layers[model.c.restoreAfter].state_dict().items() if not k.startswith("memory")})
        for part in filter(None, (restore.statements, restore.names)):
            nn.init.kaiming_uniform_(part.o.weight, a=math.sqrt(5)), nn.init.constant_(part.g2.bias, -1.0)
            part.k.load_state_dict(part.q.state_dict())
    scale, names_scale = (nn.Parameter(torch.tensor(math.log(SCALE))) for _ in range(2))
    layer, rest = list(restore.layer.parameters()), [*restore.statements.parameters(), *restore.h1.parameters(), *restore.h2.parameters()]
    if restore.names is not None:
        rest += restore.names.parameters()
    pools, valid = [Pool(path) for path in a.pool], Pool(a.valid)

    def save(name):
        torch.save({**saved, "model": model.state_dict()}, a.out)
        print(name, json.dumps(evaluate(restore, valid, words)), json.dumps(evaluate_names(model, texts["validation"], words)) if texts else "", flush=True)

    for q in [*layer, *rest]:
        q.requires_grad_(True)
    if a.pairs:
        run(a.pairs, [{"params": [*rest, scale], "peak": a.rate}, {"params": layer, "peak": a.layer_rate}], lambda done: pairs_step(restore, scale, pools[0], rng, words, 24), "pairs")
        save("pairs")

    def documents(done, frozen, most, rows):
        """Ever longer documents; three in ten as short as earlier ones."""
        lengths = [s for s in (4, 8, 16, 32, 64, 128) if s <= most]
        level = min(len(lengths) - 1, int(done / 0.5 * len(lengths)))
        S = rng.choice(lengths[:level + 1]) if rng.random() < 0.3 else lengths[level]
        k = rng.randrange(len(pools))
        return document_step(restore, pools[k], frozen and frozen[k], rng, words, S, max(1, rows // S), rng.choice([n for n in (1, 4, 8, 16, 32, 64) if n <= 2 * S]), a.top)

    if a.documents:
        run(a.documents, [{"params": rest, "peak": a.rate / 2}, {"params": layer, "peak": a.layer_rate / 2}], lambda done: documents(done, None, 16, 64), "documents")
        save("documents")
    def names_turn(done, short):
        S, T = rng.choice(((8, 128), (8, 254), (8, 254), (16, 254), (16, 254), (32, 254)))
        return names_step(model, names_scale, runs_of(texts["train"], rng, max(1, 8200 // (S * T)), S, T), words, 32, rng.random() < 0.12)

    def joint(done):
        r = rng.random()
        if texts and r < a.names:
            return names_turn(done, done < 0.3)
        return documents(done, None, 32, 48) if r < a.names + 0.6 * (1 - a.names) else pairs_step(restore, scale, pools[0], rng, words, 20)

    if a.joint:
        run(a.joint, [{"params": [*rest, scale, names_scale], "peak": a.rate}, {"params": layer, "peak": a.layer_rate}], joint, "joint")
        save("joint")
    for q in layer:
        q.requires_grad_(False)
    if a.long:
        frozen = [contexts(restore, pool.x, pool.at) for pool in pools]
        run(a.long, [{"params": [*rest, names_scale], "peak": 0.7 * a.rate}], lambda done: names_turn(done, False) if texts and rng.random() < 0.4 else documents(done, frozen, 128, 128), "long")
        save("long")

if __name__ == "__main__":
    main()
