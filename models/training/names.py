"""Text whose rare names are masked: what the memory of names is trained on and asked.

A name is a word that a book or a contract writes with a capital in the middle of sentences, or a number. A run is segments one after
the other; in each of them some names that an earlier one holds are masked in every place.
"""
import glob
import gzip
import os
import pickle
import re
from collections import Counter
import numpy as np
from data import CLS, MASK, SEP, held, sentences

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*|\d[\d.,]*\d|\d")
MANY = 0.06  # of a contract's collection: a word of more documents than that is no name ("Agreement", "Party")


def _names(text, common=()):
    """Words of a text that are names: mostly written with a capital inside sentences, and numbers."""
    capital, small, numbers = Counter(), Counter(), set()
    for a, b in sentences(text):
        for k, m in enumerate(_WORD.finditer(text, a, b)):
            word = m.group().lower()
            if word[0].isdigit():
                numbers.add(word)
            elif len(word) > 2 and k > 0 and not (m.group().isupper() and len(word) > 5):
                (capital if m.group()[0].isupper() else small)[word] += 1
    return {w for w, n in capital.items() if n > 1 and n > 4 * small[w] and w not in common} | {n for n in numbers if len(n) > 1}


def _encoded(text, names, tokenizer):
    """-> [(ids, name of each token: 0 or its number in this text)] by sentences."""
    spans, number, rows = sentences(text), {}, []
    for (a, b), e in zip(spans, tokenizer.encode_batch([text[a:b] for a, b in spans], add_special_tokens=False)):
        flags, at = np.zeros(len(e.ids), np.int32), [o[0] for o in e.offsets]
        for m in _WORD.finditer(text[a:b]):
            word = m.group().lower()
            if word in names:
                lo, hi = np.searchsorted(at, m.start()), np.searchsorted(at, m.end())
                flags[lo:hi] = number.setdefault(word, len(number) + 1)
        if len(e.ids) > 2:
            rows.append((np.array(e.ids[:200], np.int32), flags[:200]))
    return rows


def load(books, contracts, cache, tokenizer):
    """{"train"|"validation": ([book], [contract])}; a text is its sentences as (ids, names)."""
    path = os.path.join(cache, "names.pickle")
    if not os.path.exists(path):
        out = {"train": ([], []), "validation": ([], [])}
        for file in sorted(glob.glob(os.path.join(books, "*.txt.gz"))):
            with gzip.open(file, "rt", encoding="utf-8") as f:
                text = f.read()
            out["validation" if held(os.path.basename(file)) else "train"][0].append(_encoded(text, _names(text), tokenizer))
        documents = []
        for file in sorted(glob.glob(os.path.join(contracts, "*.txt.gz"))):
            with gzip.open(file, "rt", encoding="utf-8") as f:
                documents += f.read().split("\f")[1:]
        found = [_names(d) for d in documents]
        count = Counter(w for names in found for w in names)
        common = {w for w, n in count.items() if n > MANY * len(documents)}
        for d, names in zip(documents, found):
            out["validation" if held(d.split("\n", 1)[0].strip()) else "train"][1].append(_encoded(d, names - common, tokenizer))
        with open(path, "wb") as f:
            pickle.dump(out, f)
    with open(path, "rb") as f:
        return pickle.load(f)


def run(texts, rng, S, T, share=0.5, most=4, masked_from=1):
    """S segments of at most T tokens of one text -> [(ids, masked ids, names)], or None where the text is too short.

    From segment `masked_from` on, `share` of the names that an earlier segment holds, `most` at most, are masked in every place."""
    text = rng.choice(texts)
    at, rows = rng.randrange(max(1, len(text) - S * T // 20)), []
    while len(rows) < S and at < len(text):
        row, names, room = [np.array([CLS])], [np.array([0])], T - 2
        while at < len(text) and (len(text[at][0]) <= room or len(row) == 1):
            row.append(text[at][0][:room]), names.append(text[at][1][:room])
            room -= len(row[-1])
            at += 1
        rows.append((np.concatenate([*row, [SEP]]).astype(np.int32), np.concatenate([*names, [0]]).astype(np.int32)))
    if len(rows) < S:
        return None
    seen, out = set(), []
    for s, (ids, names) in enumerate(rows):
        here = set(names.tolist()) - {0}
        known = sorted(here & seen) if s >= masked_from else []
        n = min(most, max(1, round(share * len(known)))) if known else 0
        chosen = np.isin(names, rng.sample(known, n))
        out.append((ids, np.where(chosen, MASK, ids).astype(np.int32), names))
        # A name that is masked here is not written here; an earlier segment still holds it.
        seen |= here
    return out
