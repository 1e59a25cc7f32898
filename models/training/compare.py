"""Other memories behind the restoring branch's layer: the same hidden states, facts and processor seconds for each.

    python compare.py --pool POOL.pt --valid VALID.pt --start CHECKPOINT.pt --seconds 90

infini-linear, infini-delta: Infini-attention as published (arXiv 2404.07143): 12 heads of 32, sigma = ELU + 1, every token written, read
    sigma(Q) M / sigma(Q) z, a gate beta a head. ours: DPFP-1, write gate, ordered delta rule. ungated: ours writing every token.
"""
import argparse
import json
import random
import time
import torch
import torch.nn as nn
import torch.nn.functional as F
from dataclasses import replace
from memory import Pool, context, contexts, gate_logit, logits_of, recalled, write
from model import Config, Infolio, Memory


class Infini(nn.Module):
    def __init__(self, delta):
        super().__init__()
        self.delta = delta
        self.q, self.k, self.v, self.o = (nn.Linear(384, 384, bias=False) for _ in range(4))
        self.k.load_state_dict(self.q.state_dict())
        self.beta = nn.Parameter(torch.zeros(12))

    def heads(self, x):
        return x.view(*x.shape[:-1], 12, 32).transpose(-2, -3)

    def write(self, flat, spans, B, S):
        k, v, out = F.elu(self.k(flat)) + 1, self.v(flat), []
        for b in range(B):
            M, z = flat.new_zeros(12, 32, 32), flat.new_full((12, 32, 1), 1e-6)
            for first, end in spans[b * S:(b + 1) * S]:
                kk, vv = self.heads(k[first:end]), self.heads(v[first:end])
                if self.delta:
                    vv = vv - (kk @ M) / (kk @ z)
                M, z = M + kk.transpose(1, 2) @ vv, z + kk.sum(1)[..., None]
            out.append((M, z))
        return [torch.stack(x) for x in zip(*out)]

    def read(self, h, memory, owner):
        M, z = memory
        q = self.heads((F.elu(self.q(h)) + 1)[:, None])
        r = (q @ M[owner]) / (q @ z[owner]) * torch.sigmoid(self.beta)[None, :, None, None]
        return self.o(r.transpose(1, 2).flatten(1))


def main():
    p = argparse.ArgumentParser()
    for name in ("pool", "valid", "start"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--seconds", type=float, default=90)
    p.add_argument("--kinds", default="infini-linear,infini-delta,ungated,ours")
    a = p.parse_args()
    torch.set_flush_denormal(True)
    c = Config()
    model = Infolio(c)
    model.load_checkpoint(torch.load(a.start, map_location="cpu")["model"])
    for q in model.parameters():
        q.requires_grad_(False)
    restore, words = model.restore, model.words.weight
    train, valid = Pool(a.pool), Pool(a.valid)
    frozen = {id(pool): contexts(restore, pool.x, pool.at) for pool in (train, valid)}

    def forward(kind, unit, head, pool, documents, rng):
        segments = [s for d, _ in documents for s in d]
        rows = [frozen[id(pool)][slice(*pool.span(s))].float() for s in segments]
        flat, spans, at, label = torch.cat(rows), [], 0, []
        for s, row in zip(segments, rows):
            spans.append((at + 1, at + len(row) - 1))
            label += [at + k for _, places in pool.inside.get(s, []) for k in places]
            at += len(row)
        facts = [i for _, d in documents for i in d]
        with torch.no_grad():
            x, mask, row, column, target = pool.asked(facts, [rng.randrange(2) for _ in facts])
            h = context(restore, x, mask)[row, column]
        owner = torch.tensor([b for b, (_, d) in enumerate(documents) for _ in d])[row]
        B, S, gate = len(documents), len(documents[0][0]), 0
        if kind.startswith("infini"):
            r = unit.read(h, unit.write(flat, spans, B, S), owner)
        else:
            Ms, _ = write(unit, flat, spans, B, S, 64 if kind == "ungated" else 24)
            r = recalled(unit, h, Ms[-1], owner)
            if kind == "ours":
                wanted = torch.zeros(len(flat))
                wanted[label] = 1
                gate = F.binary_cross_entropy_with_logits(gate_logit(unit, flat), wanted, pos_weight=torch.tensor(3.0))
        return h + r, target, row, facts, gate

    for kind in a.kinds.split(","):
        torch.manual_seed(4)
        rng = random.Random(2)
        if kind.startswith("infini"):
            unit = Infini(kind.endswith("delta"))
        else:
            unit = Memory(replace(c, memoryKey=c.restoreKey, memoryValue=c.restoreValue))
            nn.init.kaiming_uniform_(unit.o.weight, a=5 ** 0.5), unit.k.load_state_dict(unit.q.state_dict())
            # An open gate that nothing moves: every token is written.
            nn.init.constant_(unit.g2.bias, 30.0 if kind == "ungated" else -1.0)
        head = nn.Module()
        head.h1, head.h2 = nn.Linear(384, 384), nn.LayerNorm(384, 1e-12)
        optimiser = torch.optim.AdamW([*unit.parameters(), *head.parameters()], lr=0.0, betas=(0.9, 0.98), weight_decay=0.0)
        began, steps = time.process_time(), 0
        while (done := (time.process_time() - began) / a.seconds) < 1:
            for g in optimiser.param_groups:
                g["lr"] = 2e-3 * min(1.0, (steps + 1) / 30) * max(0.03, min(1.0, 1.5 * (1 - done)))
            S = rng.choice((2, 4, 8, 16))
            documents = [train.document(rng, S, rng.choice([n for n in (1, 4, 8, 16) if n <= 2 * S])) for _ in range(max(2, 32 // S))]
            y, target, _, _, gate = forward(kind, unit, head, train, documents, rng)
            classes, t = torch.unique(torch.cat([target, torch.randint(999, len(words), (4000,))]), return_inverse=True)
            (F.cross_entropy(logits_of(head, y, words[classes]), t[:len(target)]) + gate).backward()
            nn.utils.clip_grad_norm_(unit.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            steps += 1
        out, rng = {}, random.Random(5)
        with torch.no_grad():
            for name, what, n, S in (("passkey@16", "passkey", 1, 16), ("passkey@128", "passkey", 1, 128), ("4@16", "facts", 4, 16), ("16@32", "facts", 16, 32), ("16@128", "facts", 16, 128)):
                right = []
                for _ in range(20 if n == 1 else 6):
                    y, target, row, facts, _ = forward(kind, unit, head, valid, [valid.document(rng, S, n, what)], rng)
                    good = logits_of(head, y, words).argmax(-1) == target
                    right += [bool(good[row == r].all()) for r in range(len(facts))]
                out[name] = round(100 * sum(right) / max(1, len(right)))
        print(kind, steps, "steps", json.dumps(out), flush=True)


if __name__ == "__main__":
    main()
