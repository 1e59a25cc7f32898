"""Documents with facts in them, and the questions whose answers are masked: what the memory is trained on and asked.

Facts are laid into sentences of books or into a repeated filler. A family of facts shares a name or a quality, so that they
can be taken for each other; or its sentences give names other names (aliases.py).
"""
import glob
import gzip
import os
import pickle
import re
from collections import Counter
import numpy as np
from aliases import ASK_NAME, ASK_TERM, COMPANY, CONTRACT, FIRST_WORDS, PEOPLE, STORY, TERMS
from data import CLS, MASK, SEP, held, sentences

FIRST = """Ada Alan Alice Amy Anna Arthur Ben Bruce Carl Clara Daniel David Diana Edward Ella Emma Eric Eva Frank Fred George Grace Hannah
Harry Helen Henry Hugo Ian Irene Jack James Jane Joan John Julia Karl Kate Laura Leo Lily Louis Lucy Maria Mark Martha Max Mia
Nina Noah Nora Oliver Oscar Paul Peter Rachel Ralph Rose Ruth Sam Sarah Simon Sofia Stella Thomas Tom Victor Walter William""".split()
LAST = """Adams Baker Barnes Bell Bennett Black Brooks Brown Burke Carter Clark Cole Collins Cooper Cox Davis Dixon Evans Fisher Ford Foster Fox
Gray Green Hall Harris Hill Hughes Hunt Jackson Jones Kelly King Lee Lewis Long Marsh Martin Mason Miller Moore Morgan Morris
Murray Nelson Palmer Parker Perry Porter Price Reed Rice Ross Scott Shaw Smith Stone Taylor Turner Walker Ward Watson Webb West
White Wood Wright Young""".split()
THINGS = """lease contract account project room ship house garden station bridge library museum school hotel farm mill factory tower bank
train vessel warehouse laboratory hospital church market theatre castle harbour archive""".split()
QUALITIES = ["code", "pass key", "number", "name", "owner", "colour", "address", "price", "rent", "deposit", "password", "birthplace", "age", "rank",
             "salary", "symbol", "favourite animal", "home town", "weight", "height", "length", "date", "key", "secret", "term", "agent", "guardian",
             "capital", "neighbour", "teacher"]
WORDS = """red blue green yellow black white brown purple orange silver gold grey lion tiger horse eagle rabbit wolf bear snake fox whale
london paris rome berlin vienna boston chicago moscow cairo delhi tokyo athens dublin oxford geneva copper iron steel marble amber ruby pearl
diamond emerald apple lemon cherry grape peach oak pine maple rose violet water fire stone river ocean mountain valley forest desert
island winter summer spring autumn monday tuesday friday sunday january march april july august october""".split()
FILLER = "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again."
STATE = ["The {a} given for {e} is {v}.", "{E} has the {a} {v}.", "As for {e}, its {a} is {v}.", "According to the record, {e} has {v} as its {a}.", "{v} was entered as the {a} of {e}.",
         "The file shows {v} as the {a} of {e}.", "Everyone knew that the {a} of {e} was {v}.", "Regarding {e}: {a}, {v}.", "{E} ({a}: {v}) was mentioned.", "The {a} of {e} is {v}.", "{E}'s {a} is {v}.", "For {e}, the {a} is {v}.", "Note that the {a} of {e} is {v}.", "{v} is the {a} of {e}.",
         "It was recorded that the {a} of {e} was {v}."]
AGAIN = ["The {a} of {e} was later replaced by {v}.", "Correction: the {a} of {e} is {v}.", "The {a} of {e} is now {v}.", "The {a} of {e} has been changed to {v}.", "From now on the {a} of {e} is {v}.", "{E}'s {a} is now {v}."]
HELD = ["When asked about {e}, they said the {a} was {v}.", "The {a} belonging to {e} is known to be {v}.", "{E} told us that the {a} is {v}."]
ASK = ["For {e}, the {a} is {v}.", "The question was about {e}. The {a} is {v}.", "The {a} of {e} is {v}.", "{E}'s {a} is {v}.", "What is the {a} of {e}? It is {v}.", "What is the {a} of {e}? The {a} of {e} is {v}."]
PASSKEY = ["The pass key is {v}. Remember it. {v} is the pass key.", "The pass key is {v}."]
ASK_PASSKEY = ["What is the pass key? The pass key is {v}.", "The pass key is {v}."]


def load_books(folder, cache, tokenizer):
    """{"train"|"validation": [book]}; a book is its sentences as arrays of token ids."""
    path = os.path.join(cache, "books.pickle")
    if not os.path.exists(path):
        out = {"train": [], "validation": []}
        for file in sorted(glob.glob(os.path.join(folder, "*.txt.gz"))):
            with gzip.open(file, "rt", encoding="utf-8") as f:
                text = f.read()
            ids = [np.array(e.ids[:120], np.int32) for e in tokenizer.encode_batch([text[a:b] for a, b in sentences(text)], add_special_tokens=False)]
            out["validation" if held(os.path.basename(file)) else "train"].append([i for i in ids if len(i) > 3])
        with open(path, "wb") as f:
            pickle.dump(out, f)
    with open(path, "rb") as f:
        return pickle.load(f)


def words_and_names(folder, tokenizer, books=40):
    """Whole words of the vocabulary that values are drawn from, and those that books write with a capital."""
    vocabulary = tokenizer.get_vocab()
    whole = [w for w, i in vocabulary.items() if 2000 < i < 24000 and w.isascii() and w.isalpha() and len(w) > 3]
    capital, small = Counter(), Counter()
    for file in [f for f in sorted(glob.glob(os.path.join(folder, "*.txt.gz"))) if not held(os.path.basename(f))][:books]:
        with gzip.open(file, "rt", encoding="utf-8") as f:
            for w in f.read()[:400000].split():
                w = w.strip(".,;:!?'\"()")
                if w.isalpha() and w.isascii():
                    (capital if w[0].isupper() else small)[w.lower()] += 1
    names = [w.capitalize() for w, n in capital.items() if n > 4 and n > 8 * small[w] and w in vocabulary and len(w) > 2]
    return sorted(whole), sorted(names)


class Maker:
    """Makes segments with facts in them, and the questions. Random as its `rng` is."""

    def __init__(self, tokenizer, books, words, names, rng, natural=()):
        self.tokenizer, self.books, self.words, self.names, self.rng, self.natural, self.kept = tokenizer, books, words, names, rng, natural, {}
        self.filler = [self.ids(s) for s in FILLER.replace(". ", ".|").split("|")]
        self.segments, self.facts, self.families, self.spots = [], [], [], []

    def ids(self, text):
        if text not in self.kept:
            if len(self.kept) > 50000:
                self.kept.clear()
            self.kept[text] = np.array(self.tokenizer.encode(text, add_special_tokens=False).ids, np.int32)
        return self.kept[text]

    def value(self):
        r, rng = self.rng.random(), self.rng
        if r < 0.45:
            return str(rng.randint(10, 10 ** rng.randint(2, 5)))
        if r < 0.68:
            return rng.choice(self.words)
        return rng.choice(WORDS) if r < 0.8 else rng.choice(LAST) if r < 0.9 else rng.choice(FIRST) + " " + rng.choice(LAST)

    def entity(self):
        rng = self.rng
        r = rng.random()
        if r < 0.3:
            return rng.choice(self.names) + " " + rng.choice(self.names) if rng.random() < 0.7 else rng.choice(self.names)
        if r < 0.4:
            return "the " + rng.choice(self.words) + " " + rng.choice(THINGS)
        if r < 0.45:
            return rng.choice(self.names) + " " + rng.choice(["Ltd", "Inc", "and Sons", "Company", "Group", "Bank"])
        return rng.choice(FIRST) + " " + rng.choice(LAST) if r < 0.75 else "the " + rng.choice(WORDS) + " " + rng.choice(THINGS)

    def fill(self, repeated):
        """An endless run of filler sentences."""
        k, book = self.rng.randrange(len(self.filler)), self.rng.choice(self.books)
        at = self.rng.randrange(max(1, len(book) - 2000))
        while True:
            yield self.filler[k % len(self.filler)] if repeated else book[at % len(book)][:60]
            k, at = k + 1, at + 1

    def line(self, text, parts, stated):
        """A sentence in which {x} stands for parts["x"] -> (ids, [(fact, positions)]) for the (fact, x, tokens of it or None) of `stated`."""
        ids, places, asked = [], {}, {x: fact for fact, x, _ in stated}
        wanted = {x: n for _, x, n in stated}
        for piece in re.split(r"(\{\w\})", text):
            x = piece[1:-1] if piece[:1] == "{" and piece[-1:] == "}" else None
            new = self.ids(parts[x] if x else piece.strip())
            if x in asked:
                places.setdefault(x, []).extend(range(len(ids), len(ids) + (wanted[x] or len(new))))
            ids += new.tolist()
        return np.array(ids, np.int32), sorted(((asked[x], p) for x, p in places.items()), key=lambda y: y[1])

    def segment(self, lines, run, tokens):
        """Lines among filler, at random places; what they state is kept in `spots` -> the segment's number."""
        room, filling = tokens - 2 - sum(len(x[0]) for x in lines), []
        while room > 0:
            filling.append(next(run)[:room])
            room -= len(filling[-1])
        at = sorted(self.rng.randrange(len(filling) + 1) for _ in lines)
        out, k = [], 0
        for i in range(len(filling) + 1):
            while k < len(lines) and at[k] == i:
                here = 1 + sum(map(len, out))
                if here + len(lines[k][0]) < 255:
                    self.spots += [(len(self.segments), fact, [here + p for p in places]) for fact, places in lines[k][1]]
                out.append(lines[k][0])
                k += 1
            if i < len(filling):
                out.append(filling[i])
        self.segments.append(np.concatenate([[CLS], *out, [SEP]])[:256].astype(np.int32))
        return len(self.segments) - 1

    def questions(self, templates, value):
        """Two ways to ask -> [(ids with masks, positions of the masks)]."""
        rows = []
        for template in self.rng.sample(templates, 2):
            before, after = template.split("{v}")
            x, y = self.ids(before.strip()), self.ids(value)
            z = self.ids(after.strip()) if after.strip() else np.zeros(0, np.int32)
            rows.append((np.concatenate([[CLS], x, np.full(len(y), MASK), z, [SEP]]), np.arange(len(y)) + 1 + len(x)))
        return rows

    def family(self, lengths):
        """One to eight facts that share a name or a quality, or a pass key; some are stated anew later. Its segments, in order."""
        rng, number = self.rng, len(self.families)
        run = self.fill(rng.random() < 0.25)
        if rng.random() < 0.08:
            v = str(rng.randint(10000, 99999))
            own = [self.segment([self.line(rng.choice(PASSKEY), {"v": v}, [(len(self.facts), "v", None)])], run, rng.choice(lengths))]
            self.facts.append((number, self.questions(ASK_PASSKEY, v), self.ids(v), False, "passkey"))
            self.families.append(own)
            return
        if rng.random() < 0.3:
            return self.aliases(run, lengths)
        n, kind, entity, quality = rng.choice((1, 2, 3, 4, 6, 8)), rng.random(), self.entity(), rng.choice(QUALITIES)
        pairs = {}
        while len(pairs) < n:
            pairs[entity if kind < 0.35 else self.entity(), quality if 0.35 <= kind < 0.75 else rng.choice(QUALITIES)] = True
        lines = []
        for e, a in pairs:
            say = lambda template: template.format(a=a, e=e, E=e[0].upper() + e[1:], v="{v}")
            times = 2 if rng.random() < 0.3 else 1
            for k, at in enumerate(sorted(rng.random() for _ in range(times))):
                v = self.value()
                lines.append((at, self.line(say(rng.choice(AGAIN if k else STATE)), {"v": v}, [(len(self.facts), "v", None)])))
            self.facts.append((number, self.questions([say(t) for t in ASK], v), self.ids(v), times > 1, "facts"))
        lines, own = [x for _, x in sorted(lines, key=lambda x: x[0])], []
        while lines:
            k = rng.choice((1, 1, 1, 2, 3))
            own.append(self.segment(lines[:k], run, rng.choice(lengths)))
            lines = lines[k:]
        self.families.append(own)

    def alias(self, people):
        """A name, with and without what follows it, and the other name it goes by."""
        rng = self.rng
        term = rng.choice(PEOPLE if people else TERMS)
        if not people and rng.random() < 0.15:
            term = rng.choice(FIRST_WORDS) + " " + term
        elif rng.random() < 0.1:
            term = rng.choice(self.words if people else self.names)
        person = rng.choice(FIRST) + " " + rng.choice(LAST) if rng.random() < 0.5 else rng.choice(self.names) + " " + rng.choice(self.names)
        if people or rng.random() < 0.25:
            core = rng.choice(self.names) if rng.random() < 0.3 else person
            return core, core, term
        core = " ".join(rng.choice(self.names if rng.random() < 0.6 else LAST) for _ in range(rng.choice((1, 2, 2))))
        if rng.random() < 0.3:
            core = rng.choice(self.words).capitalize() + " " + core
        return core + (", " if rng.random() < 0.2 else " ") + rng.choice(COMPANY), core, term

    def aliases(self, run, lengths):
        """One to three sentences that give names other names, two facts each: who the term is, and what the name is called."""
        rng, number, own, taken = self.rng, len(self.families), [], set()
        for _ in range(rng.choice((1, 1, 2, 3))):
            people, parts, stated, first = rng.random() < 0.3, {}, [], len(self.facts)
            wild = self.natural and not people and rng.random() < 0.5
            template = rng.choice(self.natural)[0] if wild else rng.choice(STORY if people else CONTRACT)
            for x, y in (("n", "t"), ("m", "u")):
                full, core, term = self.alias(people)
                while term in taken or full in taken:
                    full, core, term = self.alias(people)
                taken |= {term, full}
                parts |= {x: full, y: term}
                if "{" + x + "}" not in template:
                    continue
                # The name is asked for without what companies' names end in.
                called, name = (full if rng.random() < 0.5 else core), self.ids(core)
                for ask, value, slot, size in ((ASK_TERM, term, y, None), (ASK_NAME, core, x, len(name))):
                    stated.append((len(self.facts), slot, size))
                    say = [t.replace("{n}", called).replace("{t}", term) for t in ask]
                    self.facts.append((number, self.questions(say, value), self.ids(value), False, "aliases"))
            parts["c"] = rng.choice(WORDS).capitalize()
            line = self.line(template, parts, stated)
            if len(line[0]) > 200:
                del self.facts[first:]
            else:
                own.append(self.segment([line], run, max(rng.choice(lengths), min(256, len(line[0]) + 20))))
        if own:
            self.families.append(own)
