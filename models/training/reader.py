"""A reader of its own: the layers that read a passage with a question, apart from those that read documents.

    python reader.py --data QA_FOLDER --cache FOLDER --tokenizer tokenizer.json --start CHECKPOINT.pt --out FOLDER --seconds 3600 [--go-on]

What reads documents stays as it is: its memory, recall vectors, importance and the restoring branch need not follow, and no gradient
goes through windows of segments, which were more than half of train.py's cost. Word, position and kind embeddings are shared.
"""
import argparse
import json
import os
import random
import time
from collections import Counter
import torch
from tokenizers import Tokenizer
from data import load
from model import Config, Infolio
from train import WEIGHTS, Streams, evaluate, pair_rows, reader_loss, segment_rows


def main():
    a = argparse.ArgumentParser()
    for name in ("data", "cache", "tokenizer", "start", "out"):
        a.add_argument("--" + name, required=True)
    a.add_argument("--seconds", type=float, default=3600)
    a.add_argument("--rate", type=float, default=1e-4)
    a.add_argument("--last", type=float, default=0.02, help="what is left of the rate at the end")
    a.add_argument("--window", type=int, default=5)
    a.add_argument("--most", type=int, default=30)
    a.add_argument("--questions", type=int, default=32, help="a step, at least")
    a.add_argument("--rows", type=int, default=8, help="passages at once: more of them leave the processor's cache")
    a.add_argument("--false", type=float, default=0.06)
    a.add_argument("--gone", type=float, default=0.06)
    a.add_argument("--dev", type=float, default=0.2)
    a.add_argument("--crop", type=float, default=0.9)
    a.add_argument("--go-on", action="store_true", help="from OUT/reader.pt, optimiser included")
    a.add_argument("--evaluate", action="store_true", help="only look")
    a.add_argument("--bench", type=int, default=0)
    a.add_argument("--seed", type=int, default=1)
    a = a.parse_args()
    os.makedirs(a.out, exist_ok=True)
    torch.manual_seed(a.seed)
    torch.set_flush_denormal(True)
    rng = random.Random(a.seed)
    WEIGHTS.update(squad_train=0.5, squad_dev32=a.dev, timeqa=0.06, qed_nq=0.05)
    data = load(a.data, a.cache, a.tokenizer)
    model = Infolio(Config(ownReader=True))
    model.load_checkpoint(torch.load(a.start)["model"])
    model.requires_grad_(False)
    model.eval()
    reader = model.answering.requires_grad_(True)
    path = os.path.join(a.out, "reader.pt")
    head = list(reader.head.parameters())
    slow = list(reader.layers.parameters())
    optimiser = torch.optim.AdamW([{"params": slow, "peak": a.rate, "weight_decay": 0.01}, {"params": head, "peak": 5 * a.rate, "weight_decay": 0.0}], betas=(0.9, 0.98), fused=True)
    before = 0
    if a.go_on or a.evaluate and os.path.exists(path):
        saved = torch.load(path)
        reader.load_state_dict(saved["reader"])
        optimiser.load_state_dict(saved["optimiser"])
        before = saved["asked"]
    log = open(os.path.join(a.out, "log.jsonl"), "a")

    def note(row):
        log.write(json.dumps(row) + "\n"), log.flush()
        print(json.dumps(row), flush=True)

    if a.evaluate:
        note({"asked": before, **evaluate(model, data, random.Random(7), 12, 18)})
        return
    streams = Streams(data, a.window, a.most, rng, Tokenizer.from_file(a.tokenizer), a.false, a.gone)
    began, step, tokens, asked, mean = time.time(), 0, 0, 0, Counter()
    averaged, mean_weights = 0, None

    def save():
        torch.save({"reader": reader.state_dict(), "optimiser": optimiser.state_dict(), "asked": before + asked}, path + ".new")
        os.replace(path + ".new", path)

    while time.time() - began < a.seconds and not os.path.exists(os.path.join(a.out, "stop")):
        done = (time.time() - began) / a.seconds
        for g in optimiser.param_groups:
            g["lr"] = g["peak"] * min(1.0, (step + 1) / 40) * (1 - (1 - a.last) * done)
        streams.crop = a.crop if done < 0.5 else a.crop - 1.2 * (done - 0.5)
        rows = []
        while len(rows) < a.questions:
            _, segments, places, examples, _ = streams.next()
            if not examples:
                continue
            ids, mask = segment_rows(segments)
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                _, M, _ = model.read(ids, mask, Infolio.place(torch.tensor(places)), model.memory())
            tokens += int(mask.sum())
            examples.sort(key=lambda e: len(e[0]) + len(e[1]))
            for k in range(0, len(examples), a.rows):
                part = examples[k:k + a.rows]
                pi, pk, pm, pp, allowed = pair_rows(part)
                with torch.autocast("cpu", torch.bfloat16):
                    with torch.no_grad():
                        x = model.embed(pi, pk, pp)
                    loss = reader_loss(reader(x, pm, M), allowed, part)
                (loss / a.questions).backward()
                mean["reader"] += loss.item()
                tokens += int(pm.sum())
            rows += examples
        torch.nn.utils.clip_grad_norm_(slow + head, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        asked += len(rows)
        mean["asked"] += len(rows)
        step += 1
        if done > 0.6:
            averaged += 1
            if mean_weights is None:
                mean_weights = {k: v.detach().clone() for k, v in reader.state_dict().items()}
            else:
                for k, v in reader.state_dict().items():
                    mean_weights[k].lerp_(v.detach(), 1 / averaged)
        if step % 25 == 0:
            seconds = time.time() - began
            note({"step": step, "seconds": round(seconds), "tokensPerSecond": round(tokens / seconds), "asked": before + asked, "perSecond": round(asked / seconds, 1), "reader": round(mean["reader"] / mean["asked"], 3)})
            mean.clear()
        if a.bench and step >= a.bench:
            return
        if step % 200 == 0:
            save()
    save()
    note({"asked": before + asked, **evaluate(model, data, random.Random(7), 12, 18)})
    if mean_weights is not None:
        reader.load_state_dict(mean_weights)
        torch.save({"reader": mean_weights, "asked": before + asked}, os.path.join(a.out, "mean.pt"))
        note({"asked": before + asked, "mean": True, **evaluate(model, data, random.Random(7), 12, 18)})


if __name__ == "__main__":
    main()
