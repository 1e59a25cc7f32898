"""Documents with questions as token segments: one pickle per source file, made once.

A document becomes segments of at most 254 tokens that end at sentence ends (the product's own segmentation is
src/engine/text; this one is close enough to train on and needs no Node). Splits are by document, by a hash of its id.
"""
import glob
import gzip
import hashlib
import json
import math
import os
import pickle
import re
import sys
from collections import Counter
import numpy as np
from tokenizers import Tokenizer

CLS, SEP, MASK = 101, 102, 103
LIMIT = 254
SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n+")
WORD = re.compile(r"\w+")


def is_validation(doc_id, source):
    share = {"squad_train": 0.05, "squad_dev32": 0.2}.get(source, 0.12)
    return int(hashlib.md5(doc_id.encode()).hexdigest()[:8], 16) / 2**32 < share


def held(name):
    """Whether a book or a contract is never trained on."""
    return int(hashlib.md5(name.encode()).hexdigest()[:8], 16) / 2**32 < 0.12


def sentences(text):
    at, out = 0, []
    for m in SENTENCE.finditer(text):
        if m.start() > at:
            out.append((at, m.start()))
        at = m.end()
    if at < len(text):
        out.append((at, len(text)))
    return out


def segment(text, tokenizer):
    """-> [{"ids", "starts", "ends", "cuts"}]; cuts = token indices where sentences begin, plus the end."""
    spans = sentences(text)
    segments, ids, starts, ends, cuts = [], [], [], [], [0]

    def flush():
        nonlocal ids, starts, ends, cuts
        if ids:
            segments.append({"ids": np.array(ids, np.int32), "starts": np.array(starts, np.int32),
                             "ends": np.array(ends, np.int32), "cuts": cuts})
        ids, starts, ends, cuts = [], [], [], [0]

    for (a, b), e in zip(spans, tokenizer.encode_batch([text[a:b] for a, b in spans], add_special_tokens=False)):
        at = 0
        while at < len(e.ids):
            n = min(len(e.ids) - at, LIMIT)
            paragraph = "\n" in text[max(0, a - 2):a]
            if len(ids) + n > LIMIT or (paragraph and len(ids) + n > 0.6 * LIMIT and len(ids) > 0.6 * LIMIT and n > 40):
                flush()
            ids += e.ids[at:at + n]
            starts += [a + o[0] for o in e.offsets[at:at + n]]
            ends += [a + o[1] for o in e.offsets[at:at + n]]
            cuts.append(len(ids))
            at += n
    flush()
    return segments


def prepare(path, tokenizer):
    source = os.path.basename(path).split(".")[0]
    documents = []
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            segments = segment(d["text"], tokenizer)
            if not segments:
                continue
            first = np.array([s["starts"][0] for s in segments])
            questions = []
            for q in d["questions"]:
                qids = np.array(tokenizer.encode(q["question"], add_special_tokens=False).ids[:62], np.int32)
                answers = []  # (segment, first token, last token)
                for a in q["answers"]:
                    s = int(np.searchsorted(first, a["start"], "right")) - 1
                    stop = a["start"] + len(a["text"])
                    g = segments[max(s, 0)]
                    inside = np.nonzero((g["ends"] > a["start"]) & (g["starts"] < stop))[0]
                    if len(inside):
                        answers.append((max(s, 0), int(inside[0]), int(inside[-1])))
                if q["answers"] and not answers:
                    continue
                paragraph = q.get("paragraph")
                home = None
                if paragraph is not None:
                    home = int(np.searchsorted(first, d["paragraphs"][paragraph][0], "right")) - 1
                questions.append({"id": q["id"], "ids": qids, "answers": sorted(set(answers)), "impossible": q["impossible"],
                                  "text": q["question"], "golds": [a["text"] for a in q["answers"]], "home": home})
            documents.append({"id": d["doc_id"], "source": source, "segments": segments, "questions": questions,
                              "text": d["text"], "validation": is_validation(d["doc_id"], source)})
    return documents


def load(folder, cache, tokenizer_path):
    tokenizer = Tokenizer.from_file(tokenizer_path)
    tokenizer.no_truncation(), tokenizer.no_padding()
    out = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.jsonl.gz"))):
        source = os.path.basename(path).split(".")[0]
        pickled = os.path.join(cache, source + ".pickle")
        if not os.path.exists(pickled):
            os.makedirs(cache, exist_ok=True)
            with open(pickled, "wb") as f:
                pickle.dump(prepare(path, tokenizer), f)
        with open(pickled, "rb") as f:
            out[source] = pickle.load(f)
    return out


class Lexical:
    """BM25 over the segments of one document, on word pieces: for hard negatives."""

    def __init__(self, document):
        self.counts = [Counter(s["ids"].tolist()) for s in document["segments"]]
        n = len(self.counts)
        df = Counter(t for c in self.counts for t in c)
        self.idf = {t: math.log(1 + (n - k + 0.5) / (k + 0.5)) for t, k in df.items()}
        self.length = [sum(c.values()) for c in self.counts]
        self.mean = sum(self.length) / n

    def scores(self, ids):
        return [sum(self.idf[t] * c[t] * 2.2 / (c[t] + 1.2 * (0.25 + 0.75 * l / self.mean)) for t in set(ids) if t in c)
                for c, l in zip(self.counts, self.length)]


if __name__ == "__main__":
    for source, documents in load(*sys.argv[1:4]).items():
        q = [q for d in documents for q in d["questions"]]
        print(source, len(documents), "documents", sum(len(d["segments"]) for d in documents), "segments", len(q), "questions",
              sum(d["validation"] for d in documents), "validation", sum(d["validation"] * len(d["questions"]) for d in documents))
