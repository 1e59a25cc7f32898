"""Small encoders that differ only in how their tokens mix: the twins of src/engine/model/graph/mixers, and what is trained.

Shapes: B documents of S segments of T tokens (n = S T tokens), d the width, H heads of c = d / H. A mixer takes and gives
x [B, S, T, d]; everything else (embedding, feed-forward, norms) is the same for all.
"""
from dataclasses import dataclass
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from model import Config as MemoryConfig, Memory

MIXERS = ["full", "window", "bigbird", "linformer", "performer", "xl", "infini", "infini-delta", "hierarchical", "ours"]
# Positions count through the document for those that see it whole, through the segment for the others; xl has its own.
WHOLE = {"full", "window", "bigbird", "linformer", "performer"}


@dataclass
class Config:
    mixer: str = "full"
    vocabulary: int = 512
    width: int = 128
    layers: int = 3
    heads: int = 4
    feedForward: int = 512
    epsilon: float = 1e-12
    segment: int = 32            # T; also what the sparse mixers see around a token
    globalBlocks: int = 2        # BigBird: blocks of T / 4
    randomBlocks: int = 3
    rank: int = 64               # Linformer: what the length is projected to
    longest: int = 512           # Linformer: the length that the projection is made for
    features: int = 128          # Performer: random features a head
    memoryKey: int = 128         # ours
    memoryValue: int = 32
    memoryTop: int = 16
    memoryGate: int = 32


def sinusoid(positions, d):
    """Sines and cosines of positions [...] -> [..., d] (Vaswani et al. 2017, arXiv 1706.03762); sines first."""
    rates = torch.exp(torch.arange(d // 2, device=positions.device) * (-math.log(10000.0) / (d // 2)))
    angles = positions[..., None].float() * rates
    return torch.cat([angles.sin(), angles.cos()], -1)


def split(x, heads):
    """[..., T, d] -> [..., H, T, c]."""
    return x.unflatten(-1, (heads, -1)).transpose(-2, -3)


def merge(x):
    """[..., H, T, c] -> [..., T, d]."""
    return x.transpose(-2, -3).flatten(-2)


def attend(q, k, v, bias=None):
    """Softmax(q k^T / sqrt(c) + bias) v: [..., H, T, c], keys [..., H, J, c], bias to [..., H, T, J]."""
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    return (scores if bias is None else scores + bias).softmax(-1) @ v


class Mixer(nn.Module):
    """Projections that every mixer has: queries, keys, values and what leaves."""

    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.q, self.k, self.v, self.o = (nn.Linear(c.width, c.width) for _ in range(4))

    def heads(self, x):
        return (split(p(x), self.c.heads) for p in (self.q, self.k, self.v))

    def local(self, x):
        """Full attention inside each segment, before `o`."""
        return merge(attend(*self.heads(x)))


class Full(Mixer):
    """Every token sees every token (Vaswani et al. 2017, arXiv 1706.03762)."""

    def forward(self, x, layer):
        return self.o(self.local(x.flatten(1, 2))).view_as(x)


def blocks_of(q, k, v, index, allowed, bias=None):
    """Attention of blocks to chosen blocks. q [B, H, R, b, c] (R blocks that ask), k, v [B, H, N, b, c], index and allowed
    [R, m]: the blocks each one sees, 0 where it sees fewer; bias [b, m b]. -> [B, H, R, b, c]."""
    pick = lambda y: y[:, :, index].flatten(3, 4)                                          # [B, H, R, m b, c]
    shut = (1 - allowed.float()).repeat_interleave(k.shape[3], 1)[:, None] * -1e4          # [R, 1, m b]
    return attend(q, pick(k), pick(v), shut if bias is None else shut + bias)


class Window(Mixer):
    """Every token sees T/2 tokens to each side (Longformer: Beltagy et al. 2020, arXiv 2004.05150), no global tokens."""

    def forward(self, x, layer):
        b = self.c.segment // 2
        q, k, v = (y.unflatten(2, (-1, b)) for y in self.heads(x.flatten(1, 2)))           # [B, H, N, b, c]
        n = q.shape[2]
        index = torch.arange(n)[:, None] + torch.arange(-1, 2)
        allowed = (index >= 0) & (index < n)
        apart = torch.arange(3 * b) - b - torch.arange(b)[:, None]
        band = (apart.abs() > b).float() * -1e4                                            # [b, 3b]
        y = blocks_of(q, k, v, index.clamp(0, n - 1), allowed, band)
        return self.o(merge(y.flatten(2, 3))).view_as(x)


def big_bird_blocks(blocks, layer, c: Config):
    """Which blocks each block behind the global ones sees: global, itself and its neighbours, random ones. The same numbers
    as bigBirdBlocks in TypeScript. -> index, allowed [blocks - global, global + 3 + random]."""
    state = 12345 + 7919 * layer
    index, allowed = [], []
    for i in range(c.globalBlocks, blocks):
        seen = list(range(c.globalBlocks))
        row = [(j, 1) for j in seen]
        for j in (i - 1, i, i + 1):
            new = c.globalBlocks <= j < blocks
            row.append((j if new else 0, int(new)))
            seen += [j] if new else []
        for _ in range(c.randomBlocks):
            for _try in range(8):
                state = (state * 1664525 + 1013904223) % 2 ** 32
                j = state * blocks // 2 ** 32
                if j not in seen:
                    break
            new = j not in seen
            row.append((j if new else 0, int(new)))
            seen.append(j)
        index.append([j for j, _ in row]), allowed.append([a for _, a in row])
    return torch.tensor(index), torch.tensor(allowed)


class BigBird(Mixer):
    """Blocks of T/4 tokens see the first two blocks, their neighbours and three random blocks; the first two see all
    (BigBird, internal global tokens: Zaheer et al. 2020, arXiv 2007.14062)."""
    known = {}

    def forward(self, x, layer):
        c = self.c
        b = c.segment // 4
        q, k, v = (y.unflatten(2, (-1, b)) for y in self.heads(x.flatten(1, 2)))           # [B, H, N, b, c]
        n, g = q.shape[2], c.globalBlocks
        if (n, layer) not in self.known:
            self.known[n, layer] = big_bird_blocks(n, layer, c)
        rest = blocks_of(q[:, :, g:], k, v, *self.known[n, layer]).flatten(2, 3)
        first = attend(q[:, :, :g].flatten(2, 3), k.flatten(2, 3), v.flatten(2, 3))
        return self.o(merge(torch.cat([first, rest], 2))).view_as(x)


class Performer(Mixer):
    """Softmax attention through positive orthogonal random features (FAVOR+: Choromanski et al. 2020, arXiv 2009.14794)."""

    def __init__(self, c: Config):
        super().__init__(c)
        width = c.width // c.heads
        blocks = []
        for _ in range(math.ceil(c.features / width)):
            blocks.append(torch.linalg.qr(torch.randn(width, width))[0])
        lengths = torch.randn(c.features, width).norm(dim=1, keepdim=True)
        self.register_buffer("random", torch.cat(blocks)[:c.features] * lengths)           # [m, c], drawn once

    def phi(self, u, keys):
        """[B, H, n, c] -> [B, H, n, m]."""
        u = u * u.shape[-1] ** -0.25
        scores = u @ self.random.T
        most = scores.amax((-1, -2) if keys else -1, keepdim=True)
        return (scores - (u * u).sum(-1, keepdim=True) / 2 - most).exp() + 1e-4

    def forward(self, x, layer):
        q, k, v = self.heads(x.flatten(1, 2))
        q, k = self.phi(q, False), self.phi(k, True)
        y = q @ (k.transpose(-1, -2) @ v) / (q @ k.sum(-2)[..., None])
        return self.o(merge(y)).view_as(x)


class Linformer(Mixer):
    """Keys and values are projected from n tokens to `rank` rows (Wang et al. 2020, arXiv 2006.04768), by one matrix for all
    heads, layers, keys and values, which the paper finds as good as many. Made for `longest` tokens; fewer use its first columns."""

    def forward(self, x, layer, shrink):
        flat = x.flatten(1, 2)
        shrink = shrink[:, :flat.shape[1]]                                                 # [rank, n]
        q, k, v = self.heads(flat)
        return self.o(merge(attend(q, shrink @ k, shrink @ v))).view_as(x)


def shifted(x):
    """Every segment's predecessor [B, S, T, d], zeros before the first."""
    return torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], 1)


class Recurrent(Mixer):
    """Transformer-XL (Dai et al. 2019, arXiv 1901.02860): a segment also sees the hidden states of the one before, through which
    no gradient flows, with the paper's relative positions. Both directions inside the segment, as everywhere here."""

    def __init__(self, c: Config):
        super().__init__(c)
        self.r = nn.Linear(c.width, c.width, bias=False)
        self.bu, self.bv = (nn.Parameter(torch.zeros(c.width)) for _ in range(2))          # the paper's u and v

    def forward(self, x, layer):
        c, t = self.c, self.c.segment
        both = torch.cat([shifted(x).detach(), x], 2)                                      # [B, S, 2T, d]
        q, k, v = self.q(x), split(self.k(both), c.heads), split(self.v(both), c.heads)
        far = split(self.r(sinusoid(torch.arange(2 * t - 1, -t, -1), c.width)), c.heads)   # [H, 3T - 1, c], distance falling
        place = split(q + self.bv, c.heads) @ far.transpose(-1, -2)                        # [B, S, H, T, 3T - 1]
        # out[i, j] = place[i, T - 1 - i + j]: rows moved against each other by reading them as one.
        lead = place.shape[:-2]
        place = place.flatten(-2)[..., t - 1:t - 1 + t * (3 * t - 2)].reshape(*lead, t, 3 * t - 2)[..., :2 * t]
        bias = place * (c.width // c.heads) ** -0.5
        none = torch.zeros(x.shape[1], 1, 1, 2 * t)
        none[0, ..., :t] = -1e4                                                            # nothing before the first segment
        return self.o(merge(attend(split(q + self.bu, c.heads), k, v, bias + none)))


class Infini(Mixer):
    """Infini-attention as published (Munkhdalai et al. 2024, arXiv 2404.07143): the attention's own queries, keys and values,
    features elu + 1, a normaliser (here the memory's last column), one gate beta a head; linear or delta writing."""

    def __init__(self, c: Config):
        super().__init__(c)
        self.beta = nn.Parameter(torch.zeros(c.heads))

    def forward(self, x, layer):
        q, k, v = self.heads(x)                                                            # [B, S, H, T, c]
        fq, fk = F.elu(q) + 1, F.elu(k) + 1
        one = torch.cat([v, torch.ones_like(v[..., :1])], -1)                              # [B, S, H, T, c + 1]
        M, before = x.new_zeros(x.shape[0], *one.shape[2:3], fk.shape[-1], one.shape[-1]), []
        for s in range(x.shape[1]):
            before.append(M)
            new = one[:, s]
            if self.c.mixer == "infini-delta":
                old = fk[:, s] @ M
                new = torch.cat([new[..., :-1] - old[..., :-1] / old[..., -1:].clamp(min=1e-6), new[..., -1:]], -1)
            M = M + fk[:, s].transpose(-1, -2) @ new
        found = fq @ torch.stack(before, 1)                                                # [B, S, H, T, c + 1]
        found = found[..., :-1] / found[..., -1:].clamp(min=1e-6)
        g = self.beta.sigmoid()[:, None, None]
        return self.o(merge(g * found + (1 - g) * attend(q, k, v)))


class Hierarchical(Mixer):
    """Attention inside each segment, then among the segments' vectors (pooled by attention), which every token of the segment gets
    (Hi-Transformer: Wu et al. 2021, arXiv 2106.01040), in every layer."""

    def __init__(self, c: Config):
        super().__init__(c)
        self.pool = nn.Linear(c.width, 1)
        self.dq, self.dk, self.dv, self.do = (nn.Linear(c.width, c.width) for _ in range(4))

    def forward(self, x, layer):
        c = self.c
        s = (self.pool(x).softmax(2) * x).sum(2)                                           # [B, S, d]
        s = s + sinusoid(torch.arange(s.shape[1]), c.width)
        y = merge(attend(*(split(p(s), c.heads) for p in (self.dq, self.dk, self.dv))))
        return self.o(self.local(x)) + self.do(y)[:, :, None]


class Ours(Mixer):
    """Local attention and infolio-1's memory (model.py): DPFP-1 features, a write gate, the delta rule over the salient tokens
    solved at once."""

    def forward(self, x, layer, memory):
        B, S = x.shape[:2]
        phi, v, A, w = memory.write(x.flatten(0, 1), torch.ones(B * S, x.shape[2]))
        phi, v, A = (y.unflatten(0, (B, S)) for y in (phi, v, A))
        M, before = x.new_zeros(B, phi.shape[-1], v.shape[-1]), []
        for s in range(S):
            before.append(M)
            M = M + phi[:, s].transpose(1, 2) @ (A[:, s] @ (v[:, s] - phi[:, s] @ M))
        recalled = memory.read(x.flatten(0, 1), torch.stack(before, 1).flatten(0, 1)).view_as(x)
        self.strength = w
        return self.o(self.local(x)) + recalled


KINDS = {"full": Full, "window": Window, "bigbird": BigBird, "linformer": Linformer, "performer": Performer, "xl": Recurrent,
         "infini": Infini, "infini-delta": Infini, "hierarchical": Hierarchical, "ours": Ours}


class Layer(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.mix = KINDS[c.mixer](c)
        self.n1, self.n2 = nn.LayerNorm(c.width, c.epsilon), nn.LayerNorm(c.width, c.epsilon)
        self.up, self.down = nn.Linear(c.width, c.feedForward), nn.Linear(c.feedForward, c.width)
        self.memory = None
        if c.mixer == "ours":
            # model.py's start (nothing is read, little is written) spares a pretrained encoder; here there is none to spare.
            self.memory = Memory(memory_config(c))
            self.memory.o.reset_parameters(), nn.init.zeros_(self.memory.g2.bias)

    def forward(self, x, layer, shrink):
        more = (self.memory,) if self.memory is not None else (shrink,) if shrink is not None else ()
        h = self.n1(x + self.mix(x, layer, *more))
        return self.n2(h + self.down(F.gelu(self.up(h))))


def memory_config(c: Config):
    return MemoryConfig(width=c.width, layers=c.layers, heads=c.heads, segment=c.segment, memoryLayers=list(range(c.layers)), memoryKey=c.memoryKey,
                        memoryValue=c.memoryValue, memoryTop=c.memoryTop, memoryGate=c.memoryGate)


class Encoder(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.words = nn.Embedding(c.vocabulary, c.width)
        self.beside = nn.Linear(c.width, c.width, bias=False)
        self.norm = nn.LayerNorm(c.width, c.epsilon)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c.layers))
        self.shrink = nn.Parameter(torch.randn(c.rank, c.longest) * c.longest ** -0.5) if c.mixer == "linformer" else None
        self.restore, self.restoreNorm = nn.Linear(c.width, c.width), nn.LayerNorm(c.width)
        nn.init.orthogonal_(self.beside.weight)
        # Queries and keys start alike: tokens begin by looking for what resembles them. The same for every mixer.
        state = self.state_dict()
        for name in state:
            query = name.replace(".k.", ".q.").replace(".dk.", ".dq.")
            if query != name:
                state[name].copy_(state[query])

    def forward(self, ids):
        """ids [B, S, T] -> hidden [B, S, T, d]."""
        c = self.c
        _, s, t = ids.shape
        x = self.words(ids)
        # What stands before a token in its segment, as the short convolution of Arora et al. 2023 (arXiv 2312.04927): without
        # it the small budget goes into learning to look one token back, the same for every mixer.
        x = x + self.beside(F.pad(x[:, :, :-1], (0, 0, 1, 0)))
        if c.mixer in WHOLE:
            x = x + sinusoid(torch.arange(s * t), c.width).view(s, t, -1)
        elif c.mixer != "xl":
            x = x + sinusoid(torch.arange(t), c.width)
        x = self.norm(x)
        for i, layer in enumerate(self.layers):
            x = layer(x, i, self.shrink)
        return x

    def restored(self, hidden):
        """Which word stood at a [MASK]: [k, d] -> [k, vocabulary], tied to the word embeddings."""
        return self.restoreNorm(F.gelu(self.restore(hidden))) @ self.words.weight.T * self.c.width ** -0.5
