"""Who is meant: "Birch Ltd. (the "Lessee")" far before "the Lessee shall pay". Sentences that give a name another name.

{n} stands for the name, {t} for the term. Written ones, and those of contracts' own opening sentences with name and term taken out.
"""
import glob
import gzip
import os
import re
from data import held

TERMS = """Lessor Lessee Landlord Tenant Company Seller Buyer Purchaser Vendor Licensor Licensee Borrower Lender Distributor Manufacturer Supplier
Customer Client Consultant Contractor Subcontractor Franchisor Franchisee Employer Employee Agent Principal Guarantor Trustee Investor Issuer
Publisher Author Developer Operator Owner Bank Provider Recipient Partner Sponsor Carrier Shipper Insurer Insured Reseller Producer Artist
Architect Engineer Builder Underwriter Depositor Servicer Transferor Transferee Assignor Assignee Parent Subsidiary Executive Director Manager
Holder Pledgor Grantor Grantee Mortgagor Mortgagee Promoter Advertiser Host Vendee Bailor Bailee Charterer Broker Affiliate Member Venture
Corporation Partnership Institution University Hospital Club Team Studio Station Network Foundation Fund Administrator Adviser Custodian""".split()
FIRST_WORDS = "Service Content Marketing Technology Equipment Managing General Limited Strategic Selling Sub Master Prime".split()
PEOPLE = """baker captain doctor miller teacher farmer sailor soldier painter gardener cook smith tailor carpenter weaver hunter shepherd fisherman judge
lawyer priest vicar warden butler nurse queen king prince princess duke duchess count countess knight wizard witch giant merchant thief beggar
stranger widow orphan governess housekeeper landlord sergeant colonel general admiral pirate clerk banker printer poet singer fiddler
schoolmaster student sheriff mayor senator secretary inspector detective coachman ferryman""".split()
COMPANY = ["Inc.", "Ltd.", "LLC", "Corporation", "Limited", "Company", "Corp.", "GmbH", "plc", "Co.", "L.P.", "Bank", "Trust", "and Sons"]
CONTRACT = ['This agreement is made between {n} (the "{t}") and {m} (the "{u}").', 'This agreement is made between {m} (the "{u}") and {n} (the "{t}").',
            'This Agreement is entered into by and between {m}, a Delaware corporation ("{u}"), and {n}, a company of New York ("{t}").', '{n} (hereinafter the "{t}") has its office in {c}.',
            '"{t}" means {n}.', '"{t}" shall mean {n}, of {c}.', '{n}, of {c}, hereinafter called the "{t}".', '{n} ("{t}")', 'WHEREAS, {n} (the "{t}") carries on its business in {c};',
            '{n}, hereinafter referred to as "{t}", of the one part, and {m}, hereinafter referred to as "{u}", of the other part.', "The {t} under this agreement is {n}.", "In this agreement {n} is called the {t}.",
            'BETWEEN: {m} of {c} (the "{u}") AND {n} (the "{t}").', "{n} acts as the {t}."]
STORY = ["{n}, the {t}, came into the room.", "The {t} was a man called {n}.", "The {t}'s name was {n}.", "{n} was the {t} of the town.", '"My name is {n}," said the {t}.', "There lived a {t} whose name was {n}.",
         "They sent for {n}, the {t}, at once.", "{n} the {t} had come with them.", "The old {t}, whom everyone called {n}, shook his head.", "At that time {n} was {t} there."]
ASK_TERM = ["{n} is the {v}.", '{n} (the "{v}")']
ASK_NAME = ["The {t} is {v}.", "The name of the {t} is {v}."]

_SUFFIX = r"(?:Inc|Corp|Corporation|LLC|L\.L\.C|Ltd|Limited|Company|Co|LP|L\.P|N\.A|plc|PLC|GmbH|AG|Bank|Trust|Partners|Holdings|Group)\b\.?"
_DEFINED = re.compile(r"(?P<n>[A-Z][\w&.'’-]*(?:,? (?:[A-Z][\w&.'’-]*|of|and|&)){0,5}?,? " + _SUFFIX + r")(?P<between>[^()\"“”]{0,160}?) ?\((?P<as>[^()\"“”]{0,40})[\"“](?P<t>[A-Z][A-Za-z]*(?: [A-Z][a-z]+)?)[\"”][^()]{0,30}\)")


def found_in(text):
    """Where a contract gives a company another name: [(start, name span, term span)]."""
    for m in _DEFINED.finditer(text):
        name, term = m.group("n"), m.group("t")
        if term.lower() not in name.lower() and not re.search(r"Agreement|Date|Party|Parties|Territory|Product", term):
            yield m.span("n"), m.span("t")


def natural(folder):
    """Contracts' own defining sentences -> {"train"|"validation": [(before, template with {n} and {t}, name, term)]}."""
    out = {"train": [], "validation": []}
    for file in sorted(glob.glob(os.path.join(folder, "*.txt.gz"))):
        with gzip.open(file, "rt", encoding="utf-8") as f:
            documents = f.read().split("\f")[1:]
        for document in documents:
            text = re.sub(r"\s+", " ", document)
            mine = out["validation" if held(document.split("\n", 1)[0].strip()) else "train"]
            for (a, b), (c, d) in list(found_in(text))[:12]:
                start, end = max(0, a - 160), min(len(text), d + 120)
                start, end = text.find(" ", start) + 1 if start else 0, text.rfind(" ", 0, end)
                name, term = text[a:b], text[c:d]
                template = text[start:end].replace("{", "(").replace("}", ")").replace(name, "{n}").replace('"' + term + '"', '"{t}"').replace("“" + term + "”", '"{t}"')
                if template.count("{n}") == 1 and template.count("{t}") == 1:
                    mine.append((template, name, term))
    return out
