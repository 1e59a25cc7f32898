"""Writes a checkpoint as the product's model folder: model.safetensors (fp16) and config.json. Steps of activations that belong to
other weights are left out of the config: steps.ts makes new ones.

    python export.py CHECKPOINT.pt ../infolio-1
"""
import hashlib
import json
import os
import sys
from dataclasses import asdict
import torch
from safetensors.torch import save_file
from model import Config, Infolio


def main(checkpoint, folder):
    state = torch.load(checkpoint, map_location="cpu")["model"]
    config = Config(namesKey=len(state.get("restore.names.q.weight", ())))
    model = Infolio(config)
    model.load_checkpoint(state)
    os.makedirs(folder, exist_ok=True)
    save_file({k: v.half().contiguous() for k, v in model.state_dict().items()}, os.path.join(folder, "model.safetensors"))
    with open(os.path.join(folder, "model.safetensors"), "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    path = os.path.join(folder, "config.json")
    kept = {}
    if os.path.exists(path):
        with open(path) as f:
            kept = {k: v for k, v in json.load(f).items() if k not in asdict(config) and k not in ("weights", "steps")}
    with open(path, "w") as f:
        json.dump({"name": "infolio-1", **kept, **asdict(config), "weights": digest}, f, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
