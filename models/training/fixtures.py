"""Makes test/engine/model/fixtures: a tiny random network and what PyTorch computes with it, for the TypeScript graph.

Run from the repository's root: python models/training/fixtures.py
"""
import json
from pathlib import Path
from dataclasses import asdict
import torch
from safetensors.torch import save_file
from model import Config, Infolio

FOLDER = Path(__file__).parents[2] / "test" / "engine" / "model" / "fixtures"
TINY = Config(vocabulary=120, width=32, layers=3, heads=4, feedForward=64, positions=64, segment=24, memoryLayers=[0, 2],
              memoryKey=32, memoryValue=8, memoryTop=6, memoryGain=1.3, memoryThreshold=0.1, memoryRead=0.8, memoryGate=16, positionHidden=8,
              restoreAfter=2, restoreKey=64, restoreValue=16, namesKey=32, restoreTop=16, restoreThreshold=0.1)


def network():
    """Weights far from zero everywhere, so that every part shows in the numbers; rounded to fp16 as they are stored."""
    torch.manual_seed(7)
    net = Infolio(TINY).eval()
    with torch.no_grad():
        for name, p in net.named_parameters():
            spread = 0.3 if p.dim() > 1 else 0.2
            p.copy_(torch.randn_like(p) * spread + (1.0 if (".n" in name or name.startswith("norm") or ".h2" in name) and name.endswith("weight") else 0.0))
            p.copy_(p.half().float())
    return net


def rounded(x, digits=6):
    return [round(v, digits) for v in x.flatten().tolist()]


def hidden_after(net, ids, memory):
    """What the layers before the restoring branch give for tokens read with a memory: [1, T] -> [1, T, d]."""
    x = net.embed(ids, torch.zeros_like(ids), torch.zeros(1, 3))
    bias, m = torch.zeros(1, 1, 1, ids.shape[1]), 0
    for layer in net.layers[:net.c.restoreAfter]:
        x = layer(x, bias, None if layer.memory is None else memory[m])
        m += layer.memory is not None
    return x, bias


@torch.no_grad()
def main():
    net = network()
    lengths = [16, 11, 7]
    ids = torch.zeros(3, 16, dtype=torch.long)
    mask = torch.zeros(3, 16)
    for s, n in enumerate(lengths):
        ids[s, :n] = torch.cat([torch.tensor([101]), torch.randint(3, 100, (n - 2,)), torch.tensor([102])])
        mask[s, :n] = 1
    index = torch.tensor([0, 1, 2])

    hidden = []
    hooks = [layer.register_forward_hook(lambda _m, _i, out: hidden.append(out)) for layer in net.layers]
    last, memory, gates = net.read(ids, mask, net.place(index), net.memory())
    for hook in hooks:
        hook.remove()

    # The restoring branch goes on from what the layers before it gave; [CLS] and [SEP] are not written.
    restore = net.restore
    bias = (1 - mask)[:, None, None] * -1e4
    inner = restore(hidden[TINY.restoreAfter - 1], bias)
    writable = mask.clone()
    for s, n in enumerate(lengths):
        writable[s, 0] = writable[s, n - 1] = 0
    facts, strength = [], torch.zeros_like(writable)
    for part in (restore.statements, restore.names):
        phi, v, A, w = part.write(inner, writable)
        facts.append(part.carry(phi, v, A, torch.zeros(phi.shape[-1], v.shape[-1]))[1])
        strength = torch.maximum(strength, w)
    masked = torch.tensor([[101, 9, 103, 44, 103, 102]])
    asked, _ = hidden_after(net, masked, memory)
    logits = restore.fill(restore(asked, torch.zeros(1, 1, 1, 6))[0, [2, 4]], facts, net.words.weight)

    question = torch.tensor([5, 17, 60])
    wanted = torch.cat([torch.tensor([[101]]), question[None], torch.tensor([[102]])], 1)
    asked = net.consult(wanted, torch.zeros_like(wanted), torch.ones_like(wanted), torch.zeros(1, 3), memory)
    pairs = []
    for s, n in enumerate(lengths):
        pair = torch.cat([wanted[0], ids[s, 1:n]])[None]
        kinds = torch.cat([torch.zeros(wanted.shape[1]), torch.ones(n - 1)])[None].long()
        spans = net.spans(net.consult(pair, kinds, torch.ones_like(pair), net.place(index[s:s + 1]), memory))[0]
        pairs.append({"start": rounded(spans[5:-1, 0]), "end": rounded(spans[5:-1, 1]), "absent": round(float(spans[0].sum()), 6)})

    cut = lambda x: [rounded(x[s, :n]) for s, n in enumerate(lengths)]
    expected = {
        "segments": [ids[s, 1:n - 1].tolist() for s, n in enumerate(lengths)],
        "hidden": [cut(h) for h in hidden],
        "gates": [cut(g) for g in gates],
        "memory": rounded(memory),
        "restoring": {"gates": cut(strength), "memory": [x for m in facts for x in rounded(m)], "masked": masked[0, 1:-1].tolist(), "places": [1, 3], "logits": [rounded(x) for x in logits]},
        "vectors": [rounded(v) for v in net.vector(last, mask)],
        "importance": cut(net.importance(last)[..., 0]),
        "question": question.tolist(),
        "questionVector": rounded(net.vector(asked, torch.ones_like(wanted))[0]),
        "pairs": pairs,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file({name: w.half().contiguous() for name, w in net.state_dict().items()}, str(FOLDER / "tiny.safetensors"))
    (FOLDER / "tiny.json").write_text(json.dumps({"config": asdict(TINY), "expected": expected}, separators=(",", ":")) + "\n")
    print("gates written:", [(g > 0).sum().item() for g in gates], "memory", memory.abs().mean().item())


if __name__ == "__main__":
    main()
