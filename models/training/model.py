"""infolio-1 in PyTorch: a bidirectional encoder that reads a document segment by segment into a compressive memory.

The graph in src/engine/model/graph is held to this file layer by layer. Shapes: S segments of one document, T tokens a
segment, d = 384; N question-and-passage pairs; memory [layers with memory, F = 768, dv = 64] in fp32.

Infini-attention: Munkhdalai et al. 2024, arXiv 2404.07143. Write rule: sequential delta rule over the salient tokens of
a segment, solved at once (DeltaNet; ARMT, arXiv 2407.04841). Feature map: DPFP-1, Schlag et al. 2021, arXiv 2102.11174.
"""
from dataclasses import asdict, dataclass, field, replace
import json
import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Config:
    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    feedForward: int = 1536
    positions: int = 512
    types: int = 2
    epsilon: float = 1e-12
    segment: int = 256                      # tokens a segment, [CLS] and [SEP] included
    memoryLayers: list = field(default_factory=lambda: [5])
    memoryKey: int = 384                    # long key: one memory head a layer, 2 * 384 features
    memoryValue: int = 64
    memoryTop: int = 48                     # tokens a segment that are written
    memoryGain: float = 1.0
    memoryFloor: float = 0.05
    memoryThreshold: float = 0.0            # weaker writes are dropped
    memoryRead: float = 1.0
    memoryDecay: float = 1.0                # what is left of the memory after each segment
    memoryGate: int = 96                    # hidden width of the write gate
    positionHidden: int = 32                # hidden width of the dynamic position encoding
    restoreAfter: int = 4                   # the restoring branch starts from what this many layers gave; 0: no such branch
    restoreKey: int = 768                   # its memory of statements: 2 * 768 features x 128 values
    restoreValue: int = 128
    namesKey: int = 0                       # its memory of names: 2 * namesKey features x restoreValue; 0: none; infolio-1 has 384
    namesDecay: float = 0.85                # what is left of it after each segment: names that were not met for long fade
    restoreTop: int = 48
    restoreThreshold: float = 0.5

    def save(self, path):
        with open(path, "w") as f:
            json.dump(asdict(self), f, indent=2)


def dpfp(u):
    """DPFP-1, L2-normalised: [..., n] -> [..., 2n]."""
    r = torch.cat([u.relu(), (-u).relu()], -1)
    return F.normalize(r * r.roll(1, -1), dim=-1, eps=1e-6)


def inverse(L):
    """(I + L)^-1 for L [..., n, n] strictly lower, by doubling blocks: [A 0; C B]^-1 = [A^-1 0; -B^-1 C A^-1, B^-1].

    The product (I - L)(I + L^2)(I + L^4)... is the same on paper, but its powers reach 1e6 in fp32 once keys are alike
    and gates open (LOG.md).
    """
    n = L.shape[-1]
    at = torch.arange(n, device=L.device)
    A, b = torch.eye(n, device=L.device).expand_as(L), 1
    while b < n:
        row, column = at[:, None] // b, at[None] // b
        A = A - A @ (L * ((row // 2 == column // 2) & (row % 2 == 1) & (column % 2 == 0))) @ A
        b *= 2
    return A


class Memory(nn.Module):
    """One layer's compressive memory: what it reads from M and what it writes into it."""

    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.q = nn.Linear(c.width, c.memoryKey, bias=False)
        self.k = nn.Linear(c.width, c.memoryKey, bias=False)
        self.v = nn.Linear(c.width, c.memoryValue, bias=False)
        self.g1 = nn.Linear(c.width, c.memoryGate)
        self.g2 = nn.Linear(c.memoryGate, 1)
        self.o = nn.Linear(c.memoryValue, c.width, bias=False)
        nn.init.zeros_(self.g2.weight), nn.init.constant_(self.g2.bias, -2.0), nn.init.zeros_(self.o.weight)

    def read(self, x, M):
        """x [N, T, d], M [F, dv] or [N, F, dv] -> [N, T, d]."""
        u = self.q(x).float()
        with torch.autocast(x.device.type, enabled=False):
            return self.o(self.c.memoryRead * (dpfp(u) @ M))

    def gate(self, x, mask):
        """Write strength of each token in [0, 1]: x [S, T, d], mask [S, T] -> [S, T]."""
        c = self.c
        w = ((1 + c.memoryFloor) * torch.sigmoid(self.g2(F.silu(self.g1(x))).squeeze(-1).float()) - c.memoryFloor).relu()
        w = (c.memoryGain * w).clamp(max=1) * mask
        return w * (w > c.memoryThreshold)

    def write(self, x, mask):
        """What every segment would write: phi [S, n, F], v [S, n, dv], A [S, n, n], gate [S, T]; n salient tokens."""
        with torch.autocast(x.device.type, enabled=False):
            x = x.float()
            w = self.gate(x, mask)
            kept = w.topk(min(self.c.memoryTop, w.shape[1]), -1).indices.sort(-1).values
            xs = x.gather(1, kept[..., None].expand(-1, -1, x.shape[-1]))
            ws = w.gather(1, kept)
            phi, v = dpfp(self.k(xs)), self.v(xs)
            L = (ws[..., None] * (phi @ phi.transpose(1, 2))).tril(-1)
            A = inverse(L) * ws[:, None, :]                                                # (I + L)^-1 diag(w)
            return phi, v, A, w

    def carry(self, phi, v, A, M):
        """Memories before each segment [S, F, dv] and after the last one [F, dv]: S small steps."""
        before = []
        for s in range(phi.shape[0]):
            before.append(M)
            M = M if self.c.memoryDecay == 1 else self.c.memoryDecay * M
            M = M + phi[s].T @ (A[s] @ (v[s] - phi[s] @ M))
        return torch.stack(before), M


class Layer(nn.Module):
    def __init__(self, c: Config, memory: bool):
        super().__init__()
        self.c = c
        self.q, self.k, self.v, self.o = (nn.Linear(c.width, c.width) for _ in range(4))
        self.n1, self.n2 = nn.LayerNorm(c.width, c.epsilon), nn.LayerNorm(c.width, c.epsilon)
        self.up, self.down = nn.Linear(c.width, c.feedForward), nn.Linear(c.feedForward, c.width)
        self.memory = Memory(c) if memory else None

    def attend(self, x, bias):
        n, t, d = x.shape
        split = lambda y: y.view(n, t, self.c.heads, d // self.c.heads).transpose(1, 2)
        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        bias = bias.to(q.dtype)
        if t < 128:  # the fused kernel is three times slower than two products on short rows (CPU, bf16)
            a = (q @ k.transpose(-1, -2) * (d // self.c.heads) ** -0.5 + bias).softmax(-1).to(v.dtype) @ v
        else:
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return self.o(a.transpose(1, 2).reshape(n, t, d))

    def forward(self, x, bias, M):
        """M None: no memory is read. [F, dv]: one memory for all; [N, F, dv]: one for each."""
        y = x + self.attend(x, bias)
        if self.memory is not None and M is not None:
            y = y + self.memory.read(x, M)
        h = self.n1(y)
        return self.n2(h + self.down(F.gelu(self.up(h))))


class Restoring(nn.Module):
    """A layer beside the reader's last ones with a memory of its own, which fills [MASK] from what earlier segments held.

    Two parts: statements, of which few are written and kept whole, and names, which are written often and drown in time.
    Its keys and queries are read off the layer's output, in which a value and the [MASK] that asks for it have both seen the
    words around them. The vocabulary is that of the word embeddings.
    """

    def __init__(self, c: Config):
        super().__init__()
        self.layer = Layer(c, False)
        own = replace(c, memoryTop=c.restoreTop, memoryThreshold=c.restoreThreshold, memoryGain=1.0, memoryRead=1.0)
        self.statements = Memory(replace(own, memoryKey=c.restoreKey, memoryValue=c.restoreValue))
        self.names = Memory(replace(own, memoryKey=c.namesKey, memoryValue=c.restoreValue, memoryThreshold=0.0, memoryDecay=c.namesDecay)) if c.namesKey else None
        self.h1, self.h2 = nn.Linear(c.width, c.width), nn.LayerNorm(c.width, c.epsilon)

    def forward(self, x, bias):
        """What the layer makes of the hidden states it starts from: [N, T, d] -> [N, T, d]."""
        return self.layer(x, bias, None)

    def fill(self, h, M, words):
        """h [N, d] at masks, M: the memories of statements and names, [F, dv] each -> logits over the vocabulary [N, V]."""
        y = h
        for part, m in zip((self.statements, self.names), M):
            y = y + part.read(h[:, None], m).squeeze(1)
        return self.h2(F.gelu(self.h1(y))) @ words.T


class Infolio(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.words = nn.Embedding(c.vocabulary, c.width)
        self.places = nn.Embedding(c.positions, c.width)
        self.kinds = nn.Embedding(c.types, c.width)
        self.norm = nn.LayerNorm(c.width, c.epsilon)
        self.p1 = nn.Linear(3, c.positionHidden, bias=False)
        self.p2 = nn.Linear(c.positionHidden, 2 * c.width, bias=False)
        self.layers = nn.ModuleList(Layer(c, i in c.memoryLayers) for i in range(c.layers))
        self.recall = nn.Linear(c.width, c.width, bias=False)
        self.reader = nn.Linear(c.width, 2)
        self.importance = nn.Linear(c.width, 1)
        self.restore = Restoring(c) if c.restoreAfter else None
        nn.init.zeros_(self.p2.weight), nn.init.eye_(self.recall.weight)
        nn.init.normal_(self.reader.weight, std=0.02), nn.init.zeros_(self.reader.bias)
        nn.init.normal_(self.importance.weight, std=0.02), nn.init.zeros_(self.importance.bias)

    def memory(self):
        """An empty memory: [memory layers, F, dv]."""
        c = self.c
        return torch.zeros(len(c.memoryLayers), 2 * c.memoryKey, c.memoryValue)

    @staticmethod
    def place(index, left=None):
        """Features of where a segment stands: [N] -> [N, 3]; all zero = nowhere (a question by itself)."""
        f = torch.zeros(len(index), 3, device=index.device)
        f[:, 0] = torch.log1p(index.float()) / 8
        if left is not None:
            f[:, 1], f[:, 2] = torch.log1p(left.float()) / 8, 1
        return f

    def embed(self, ids, kinds, place):
        """ids, kinds [N, T], place [N, 3] -> [N, T, d]. Dynamic position encoding: alpha(place) * x + beta(place)."""
        x = self.words(ids) + self.places(torch.arange(ids.shape[1], device=ids.device)) + self.kinds(kinds)
        x = self.norm(x)
        with torch.autocast(x.device.type, enabled=False):
            alpha, beta = self.p2(F.silu(self.p1(place)))[:, None].chunk(2, -1)
        return x * (1 + alpha) + beta

    def read(self, ids, mask, place, M):
        """Reads S segments of one document in order. ids, mask [S, T]; M [layers, F, dv] ->
        hidden [S, T, d], memory after the last segment, write strengths [memory layers, S, T]."""
        x = self.embed(ids, torch.zeros_like(ids), place)
        bias = (1 - mask.float())[:, None, None] * -1e4
        out, gates, m = [], [], 0
        for i, layer in enumerate(self.layers):
            if layer.memory is None:
                x = layer(x, bias, None)
            else:
                phi, v, A, w = layer.memory.write(x, mask)
                before, after = layer.memory.carry(phi, v, A, M[m])
                x = layer(x, bias, before)
                out.append(after), gates.append(w)
                m += 1
        return x, torch.stack(out), torch.stack(gates)

    def consult(self, ids, kinds, mask, place, M):
        """Reads N sequences with the memory of a document, writing nothing. M None: without memory. -> [N, T, d]."""
        x = self.embed(ids, kinds, place)
        bias = (1 - mask.float())[:, None, None] * -1e4
        m = 0
        for layer in self.layers:
            if layer.memory is None or M is None:
                x = layer(x, bias, None)
            else:
                x = layer(x, bias, M[m])
                m += 1
        return x

    def vector(self, hidden, mask):
        """Recall vector: the mean over tokens, projected, of length 1. [N, T, d] -> [N, d]."""
        mask = mask.float()[..., None]
        return F.normalize(self.recall((hidden.float() * mask).sum(1) / mask.sum(1)), dim=-1)

    def spans(self, hidden):
        """Start and end logits of each token: [N, T, d] -> [N, T, 2]; those of [CLS] mean "not here"."""
        return self.reader(hidden).float()

    def inner(self, ids, mask, place):
        """What the layers before the restoring branch give, without memory: [N, T] -> [N, T, d], and the attention's bias."""
        x = self.embed(ids, torch.zeros_like(ids), place)
        bias = (1 - mask.float())[:, None, None] * -1e4
        for layer in self.layers[:self.c.restoreAfter]:
            x = layer(x, bias, None)
        return x, bias

    def load_checkpoint(self, state):
        """A state_dict of ours; one from before the restoring branch leaves the branch as it was made, and
        memories of layers that have none any more are left out."""
        gone = [f"layers.{i}.memory." for i in range(self.c.layers) if i not in self.c.memoryLayers]
        state = {k: v for k, v in state.items() if not k.startswith(tuple(gone)) and k not in ("restore.weight", "restore.bias", "restoreNorm.weight", "restoreNorm.bias")}
        missing, unknown = self.load_state_dict(state, strict=False)
        if unknown or any(not k.startswith("restore") for k in missing):
            raise ValueError(f"not a checkpoint of this network: missing {missing}, unknown {unknown}")
        return self

    def load_pretrained(self, path):
        """all-MiniLM-L6-v2 (BERT names) -> ours; the memory's query and key start from the attention's."""
        from safetensors.torch import load_file
        w = load_file(path)
        e = "embeddings."
        self.words.weight.data.copy_(w[e + "word_embeddings.weight"])
        self.places.weight.data.copy_(w[e + "position_embeddings.weight"])
        self.kinds.weight.data.copy_(w[e + "token_type_embeddings.weight"])
        self.norm.weight.data.copy_(w[e + "LayerNorm.weight"]), self.norm.bias.data.copy_(w[e + "LayerNorm.bias"])
        names = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "o": "attention.output.dense",
                 "n1": "attention.output.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "n2": "output.LayerNorm"}
        for i, layer in enumerate(self.layers):
            for ours, theirs in names.items():
                module = getattr(layer, ours)
                module.weight.data.copy_(w[f"encoder.layer.{i}.{theirs}.weight"])
                module.bias.data.copy_(w[f"encoder.layer.{i}.{theirs}.bias"])
            if layer.memory is not None:
                layer.memory.q.weight.data.copy_(layer.q.weight), layer.memory.k.weight.data.copy_(layer.k.weight)
        return self
