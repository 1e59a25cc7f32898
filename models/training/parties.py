"""Questions about one of two that a passage says the like of: what the Lessee shall pay and what the Lessor, who is who.

Sentences and their questions are put together here and laid among sentences of contracts and books; what they ask about may stand in the
question by the other name ("Birch Ltd. (lessee)"), or be missing from the passage.
"""
import numpy as np
from aliases import CONTRACT, PEOPLE, STORY, TERMS
from facts import FIRST, LAST, QUALITIES, STATE, WORDS

PLACES = "Paris London Vienna Boston Chicago Dublin Oxford Geneva Lisbon Madrid Rome Berlin Atlanta Seattle Houston Portland Toronto Sydney Mumbai Oslo Prague Cairo Lima Kyoto".split()
MONTHS = "January February March April May June July August September October November December".split()
THINGS = "a boat,the mill,a horse,the old house,a silver ring,two oxen,a map,the vineyard,a lantern,the orchard,a sword,a barrel of wine,the bell,a clock,the garden".split(",")
DOES = [("shall pay {v} a month", "How much shall {s} pay a month?", "money"), ("shall pay a fee of {v}", "What fee shall {s} pay?", "money"), ("is liable up to {v}", "Up to how much is {s} liable?", "money"),
        ("shall insure the goods for {v}", "For how much shall {s} insure the goods?", "money"), ("shall deliver the goods to {v}", "Where shall {s} deliver the goods?", "place"),
        ("has its principal office in {v}", "Where is the principal office of {s}?", "place"), ("is organized under the laws of {v}", "Under which laws is {s} organized?", "place"),
        ("may terminate this Agreement on {v} notice", "On what notice may {s} terminate this Agreement?", "days"), ("shall answer within {v}", "Within what time shall {s} answer?", "days"),
        ("shall cure any breach within {v}", "How long does {s} have to cure a breach?", "days"), ("appoints {v} as its representative", "Who is the representative of {s}?", "person"),
        ("is represented by {v}", "Who represents {s}?", "person"), ("owns {v} percent of the shares", "What percentage of the shares does {s} own?", "number"), ("employs {v} people", "How many people does {s} employ?", "number"),
        ("shall deliver {v} units a year", "How many units shall {s} deliver a year?", "number"), ("was founded in {v}", "When was {s} founded?", "year"), ("signed the deed on {v}", "When did {s} sign the deed?", "date"),
        ("shall begin the work on {v}", "On what date shall {s} begin the work?", "date"), ("shall maintain the {x}", "What shall {s} maintain?", "word"), ("is responsible for the {x}", "What is {s} responsible for?", "word"),
        ("retains all rights in the {x}", "In what does {s} retain all rights?", "word"), ("lived in {v}", "Where did {s} live?", "place"), ("was born in {v}", "Where was {s} born?", "place"), ("married {v}", "Whom did {s} marry?", "person"),
        ("had bought {x}", "What had {s} bought?", "thing"), ("left for {v} in the morning", "Where did {s} leave for in the morning?", "place"), ("was given {x}", "What was {s} given?", "thing"), ("sold {x}", "What did {s} sell?", "thing"),
        ("was the friend of {v}", "Whose friend was {s}?", "person"), ("died in {v}", "When did {s} die?", "year"), ("had {v} children", "How many children did {s} have?", "number"), ("won the match in {v}", "In what year did {s} win the match?", "year")]
JOINS = ["{a}, and {b}.", "{a}; {b}.", "{a}. {b}.", "{a}, while {b}.", "{a}, whereas {b}.", "{a}, but {b}."]
WHO = ["Who is the {t}?", "What is the name of the {t}?", "Which party is the {t}?", "Who is called the {t}?", "Who was the {t}?"]


class Parties:
    """Draws examples for the reader; `maker` gives names and words, `texts` are lists of sentences (ids, names)."""

    def __init__(self, maker, texts, rng):
        self.maker, self.texts, self.rng = maker, texts, rng

    def value(self, kind):
        rng = self.rng
        if kind == "money":
            return "$" + f"{rng.randint(1, 900) * 10 ** rng.randint(1, 4):,}" if rng.random() < 0.8 else f"{rng.randint(2, 900)} dollars"
        if kind == "days":
            return f"{rng.choice(['ten', 'thirty', 'sixty', 'five', 'twenty', 'ninety', 'fourteen', '15', '30', '60', '45', '7'])} {rng.choice(['days', 'business days', 'weeks', 'months'])}"
        if kind == "person":
            return rng.choice(FIRST) + " " + rng.choice(LAST)
        if kind == "number":
            return str(rng.randint(2, 100))
        if kind == "year":
            return str(rng.randint(1700, 2023))
        if kind == "date":
            return f"{rng.choice(MONTHS)} {rng.randint(1, 28)}, {rng.randint(1980, 2023)}" if rng.random() < 0.6 else f"{rng.randint(1, 28)} {rng.choice(MONTHS)}"
        if kind == "thing":
            return rng.choice(THINGS)
        return rng.choice(PLACES) if kind == "place" else rng.choice(self.maker.words) + (" " + rng.choice(WORDS) if rng.random() < 0.3 else "")

    def around(self, lines):
        """Sentences of a text with the lines among them -> ids, and where each line begins."""
        rng = self.rng
        text = rng.choice(self.texts[rng.random() < 0.6])
        room, at, filling = rng.randint(0, 130), rng.randrange(max(1, len(text) - 12)), []
        while room > 0 and at < len(text) and len(text[at][0]) <= room:
            filling.append(text[at][0])
            room -= len(filling[-1])
            at += 1
        where = sorted(rng.randrange(len(filling) + 1) for _ in lines)
        if len(lines) > 1 and rng.random() < 0.5:
            where = [where[0]] * len(lines)
        out, starts, k = [], [], 0
        for i in range(len(filling) + 1):
            while k < len(lines) and where[k] == i:
                starts.append(sum(map(len, out)))
                out.append(lines[k])
                k += 1
            if i < len(filling):
                out.append(filling[i])
        return np.concatenate(out).astype(np.int32), starts

    def built(self, question, lines, answers):
        """`answers`: (line, first, end) in the lines' own tokens -> an example."""
        ids, starts = self.around(lines)
        ids = ids[:240]
        spans = [(starts[l] + a, starts[l] + b - 1) for l, a, b in answers if starts[l] + b <= len(ids)]
        if answers and not spans:
            return self.example()
        return self.maker.ids(question)[:62], ids, self.rng.randrange(60), [a for a, _ in spans], [b for _, b in spans]

    def example(self):
        """(question ids, passage ids, segment index, starts, ends)."""
        r = self.rng.random()
        return self.parallel() if r < 0.55 else self.who() if r < 0.85 else self.facts()

    def parallel(self):
        """Two parties, the like of both; asked of one by its term, by its name and term, or of one that the passage says nothing of."""
        rng, maker = self.rng, self.maker
        people = rng.random() < 0.3
        (full, core, term), (other_full, other_core, other) = maker.alias(people), maker.alias(people)
        if term == other or core == other_core:
            return self.example()
        does, asks, kind = rng.choice(DOES)
        v, w = self.value(kind), self.value(kind)
        if v == w:
            return self.example()
        article = "" if rng.random() < 0.3 and not people else "the "
        named = rng.random() < 0.3
        subject = [full, other_full] if named else [article + term, article + other]
        clause = lambda s, value: s + " " + does.replace("{v}", value).replace("{x}", value)
        if rng.random() < 0.35:
            second = rng.choice([d for d in DOES if d[0] != does])
            d2 = subject[1] + " " + second[0].replace("{v}", self.value(second[2])).replace("{x}", self.value(second[2]))
        else:
            d2 = clause(subject[1], w)
        missing = rng.random() < 0.14
        parts = [d2] if missing else [clause(subject[0], v), d2]
        if rng.random() < 0.5:
            parts.reverse()
        up = lambda s: s[0].upper() + s[1:]
        if len(parts) == 1 or rng.random() < 0.35:
            lines = [up(p) + "." for p in parts]
        else:
            join = rng.choice(JOINS)
            lines = [join.replace("{a}", up(parts[0])).replace("{b}", up(parts[1]) if ". {b}" in join else parts[1])]
        r = rng.random()
        if named:
            asked = rng.choice([full, core]) if r < 0.6 else f"{article}{term} ({core.lower()})"
        else:
            asked = article + term if r < 0.45 else f"{rng.choice([full, core])} ({term.lower()})"
        encoded, answers = [maker.ids(l) for l in lines], []
        if not missing:
            for l, line in enumerate(lines):
                mark = clause(subject[0], v)
                at = max(line.find(mark), line.find(up(mark)))
                if at >= 0:
                    start = at + mark.rindex(v)
                    first = len(maker.ids(line[:start].strip()))
                    answers.append((l, first, first + len(maker.ids(v))))
        return self.built(asks.replace("{s}", asked), encoded, answers)

    def who(self):
        """Who is the lessee; a passage that names two."""
        rng, maker = self.rng, self.maker
        people = rng.random() < 0.3
        wild = maker.natural and not people and rng.random() < 0.5
        template = rng.choice(maker.natural)[0] if wild else rng.choice(STORY if people else CONTRACT)
        (full, core, term), (other_full, other_core, other) = maker.alias(people), maker.alias(people)
        if term == other or core == other_core:
            return self.example()
        parts = {"n": full, "t": term, "m": other_full, "u": other, "c": rng.choice(PLACES)}
        absent = rng.random() < 0.12
        ids, places = maker.line(template, parts, [(0, "n", None)])
        if not places or len(ids) > 200:
            return self.example()
        lines = [ids]
        if "{m}" not in template and rng.random() < 0.5:
            more, _ = maker.line(rng.choice(STORY if people else [t for t in CONTRACT if "{m}" not in t]), {"n": other_full, "t": other, "c": rng.choice(PLACES)}, [])
            lines.insert(rng.randrange(2), more)
        n, where = len(maker.ids(full)), places[0][1]
        mine = next(i for i, line in enumerate(lines) if line is ids)
        asked = rng.choice([t for t in (PEOPLE if people else TERMS) if t not in (term, other)]) if absent else term
        if not absent and rng.random() < 0.3:
            asked = f"{term} ({core.lower()})"
        answers = [] if absent else [(mine, where[i], where[i] + n) for i in range(0, len(where), n)]
        return self.built(rng.choice(WHO).replace("{t}", asked), lines, answers)

    def facts(self):
        """One of two to four facts that share a name or a quality."""
        rng, maker = self.rng, self.maker
        share, lines, pairs = rng.random() < 0.5, [], set()
        entity, quality = maker.entity(), rng.choice(QUALITIES)
        while len(pairs) < rng.choice((2, 3, 4)):
            pairs.add((entity, rng.choice(QUALITIES)) if share else (maker.entity(), quality))
        pairs = sorted(pairs)
        rng.shuffle(pairs)
        answers, (e0, a0) = [], pairs[0]
        for e, a in pairs:
            text, v = rng.choice(STATE).format(a=a, e=e, E=e[0].upper() + e[1:], v="{v}"), maker.value()
            ids, places = maker.line(text, {"v": v}, [(0, "v", None)])
            if (e, a) == (e0, a0):
                answers = [(len(lines), places[0][1][0], places[0][1][-1] + 1)]
            lines.append(ids)
        order = list(range(len(lines)))
        rng.shuffle(order)
        if rng.random() < 0.12:
            order, answers = [k for k in order if k != answers[0][0]], []
        return self.built(rng.choice(["What is the {a} of {e}?", "What is {e}'s {a}?", "Which {a} does {e} have?"]).format(a=a0, e=e0),
                          [lines[k] for k in order], [(order.index(l), a, b) for l, a, b in answers])
