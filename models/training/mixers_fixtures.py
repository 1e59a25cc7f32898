"""Makes test/engine/model/fixtures/mixers.*: tiny random encoders, one a mixer, and what PyTorch computes with them.

Run from the repository's root: python models/training/mixers_fixtures.py
"""
from dataclasses import asdict
import json
from pathlib import Path
import torch
from safetensors.torch import save_file
from mixers import MIXERS, Config, Encoder, big_bird_blocks

FOLDER = Path(__file__).parents[2] / "test" / "engine" / "model" / "fixtures"
SEGMENTS, SEGMENT = 6, 8
TINY = dict(vocabulary=40, width=16, layers=2, heads=2, feedForward=32, segment=SEGMENT, globalBlocks=2, randomBlocks=3, rank=5,
            longest=SEGMENTS * SEGMENT, features=12, memoryKey=8, memoryValue=4, memoryTop=5, memoryGate=6)


@torch.no_grad()
def main():
    weights, cases = {}, []
    for at, mixer in enumerate(MIXERS):
        torch.manual_seed(20 + at)
        c = Config(mixer=mixer, **TINY)
        net = Encoder(c).eval()
        for name, w in net.state_dict().items():
            centre = 1.0 if name.endswith(("n1.weight", "n2.weight", "norm.weight")) else 0.0
            w.copy_((torch.randn_like(w) * (0.4 if w.dim() > 1 else 0.3) + centre).half().float())
        ids = torch.randint(0, c.vocabulary, (1, SEGMENTS, SEGMENT))
        hidden = net(ids)[0]
        case = {"config": asdict(c), "ids": ids.flatten().tolist(), "hidden": [round(v, 5) for v in hidden.flatten().tolist()]}
        if mixer == "bigbird":
            case["blocks"] = [big_bird_blocks(SEGMENTS * 4, i, c)[0].flatten().tolist() for i in range(c.layers)]
        cases.append(case)
        weights.update({f"{mixer}.{name}": w.half().contiguous() for name, w in net.state_dict().items() if not name.startswith("restore")})
    save_file(weights, str(FOLDER / "mixers.safetensors"))
    (FOLDER / "mixers.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
