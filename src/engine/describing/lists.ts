/** Words by which names and phrases are told apart, in lower case. */

const set = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that no phrase begins or ends with and that no name is made of. */
export const stopWords = set(`
  a about above across after again against all almost alone along already also although always am among amongst an and another any anybody anyone
  anything are aren't around as at away back be became because become been before behind being below beneath beside besides between beyond both but by
  can can't cannot could couldn't dare did didn't do does doesn't doing don't done down during each either else enough etc even ever every everybody
  everyone everything except few for from further get gets getting go goes going gone got had hadn't has hasn't have haven't having he he'd he'll he's
  hence her here hereby herein hereof hereto hereunder hers herself him himself his how however i i'd i'll i'm i've if in indeed inside instead into is isn't it
  it'd it'll it's its itself just least less let let's like made make makes many may maybe me might mine more moreover most much must my myself near
  neither never nevertheless next no nobody none nor not nothing now nowhere of off often oh on once one only onto or other others otherwise ought our
  ours ourselves out outside over own per perhaps quite rather really said same say says shall shan't she she'd she'll she's should shouldn't since so some
  somebody someone something sometimes somewhere still such than that that's the thee their theirs them themselves then there there's thereby therefore therein
  thereof thereto thereunder these they they'd they'll they're they've this those thou though through throughout thus thy till to together too toward towards under
  underneath until unto up upon us use used using very via was wasn't we we'd we'll we're we've well went were weren't what whatever when whenever where whereas
  whereby wherein wherever whether which whichever while who whoever whole whom whose why will with within without won't would wouldn't yes yet you you'd
  you'll you're you've your yours yourself yourselves ye nay aye ah alas o'er o pursuant notwithstanding including include includes provided respectively
  e.g i.e cf et al al. vs ie eg viz ibid pp came come comes put take took taken seen see saw know knew known think thought give given gave set way
`);

/** Words too general to be a key term alone, or to begin or end one. */
export const generalWords = set(`
  able account act add addition amount anything area aspect attempt available bad basis beginning better big bit body boy care case cases cause certain chance
  change clear common complete concerning condition conditions consequence considerable course date day days deal degree details different difficult
  difficulty direction early effect end evening event evidence exact example extent eye eyes face fact factor far fact feature feet few figure fig find first
  following follow form former found free full general girl good great greater greatest group half hand hands head heart high higher hour hours idea important
  increase individual initial instance interest issue item kind knowledge large larger last late later latter lead least left length level life light line list little long longer look looked
  lot low lower main major man manner matter means meaning men method mind minute minutes moment month months morning move name nature necessary need new night number
  numbers object old order page paper paragraph part particular parts people percent period person persons piece place places point points position possible
  present previous prior problem process purpose question reason regard relation relevant respect rest result results right room round row same sake second section
  sections sense sentence several shown side significant similar simple single situation size small sort special standard start state step study subject subsection substantial sufficient
  table talk tell tells thing things third thousand time times today told tomorrow total true turn turned two three four five six seven eight nine ten twelve
  hundred type types unit use value various view voice way ways week weeks whole wide wish woman women word words work world year years young yesterday
  clause article schedule exhibit appendix chapter figure tables figures notice herein party parties foregoing aforesaid undersigned mere sure dear
  accordance connection forth want sake god thank thanks
  moment silence nothing everything deep dark glad half-past door window mother father brother sister son daughter wife husband hair arm arms mouth
  upper et supplementary supporting additional file doi org http https www com pdf
`);

/** Before a person's name. Those of the second list stand before other names too ("General Terms", "Bank President"). */
export const titles = set('mr mrs ms miss messrs mme mlle dr prof professor sir lady lord captain capt colonel col lieutenant lt sergeant sgt reverend rev madame monsieur mademoiselle señor señora herr frau commander inspector doctor aunt uncle esquire dame squire');
export const weakTitles = set('general gen major maj judge justice senator sen president gov governor mayor king queen prince princess duke duchess count countess baron father brother sister mother saint chief master emperor pope bishop earl marquis chairman secretary admiral corporal private detective constable');

/** Titles of women and of men: "Mrs. Bennet" is not "Mr. Bennet". */
export const womensTitles = set('mrs ms miss mme mlle lady madame mademoiselle señora frau aunt dame queen princess duchess countess sister mother');
export const mensTitles = set('mr sir lord monsieur señor herr uncle king prince duke count baron father brother squire');

/** Words that carry a stop inside a name: "Mr.", "St.", "Inc.", "Co.". */
export const lastsInName = set('mr mrs ms messrs mme mlle dr prof rev gen col maj capt lt sgt sen gov st mt ft jr sr inc ltd corp co bros llc plc wm chas geo jas jno esq');

/** At the end of an organisation's name. */
export const companyEndings = set('inc llc ltd limited corp corporation company co plc llp lp gmbh ag sa nv bv pty incorporated pte srl spa kg oy ab asa kk l.l.c l.p l.l.p s.a n.v b.v p.l.c n.a sarl');

/** The head of an organisation's name, first or last: "University of Strathbrae", "Harrow Bank". */
export const organisationHeads = set(`
  university institute institution college academy school bank ministry department agency commission committee council association society foundation federation office
  hospital court museum bureau laboratory laboratories union fund authority board group partners partnership holdings trust press library parliament congress senate
  treasury church army navy club consortium organization organisation enterprises industries systems technologies solutions services bindery brothers associates
  centre center league admiralty exchange railway railroad airlines airways insurance pharmaceuticals motors records pictures entertainment ventures capital
`);

/** The head of a place's name. Those of the second list stand before it: "Cape Horn", "River Thames". */
export const placeHeads = set(`
  street road avenue lane square boulevard drive court river lake island islands isle bay mountain mountains mount hill hills sound valley county park bridge harbour harbor sea ocean
  gulf strait straits desert forest city town village port beach creek falls coast canal quay wharf moor moss heath abbey cathedral castle palace province peninsula
  plains cove point republic kingdom township borough highlands glacier cemetery garden gardens hall house inn terrace row place manor farm station
`);
export const placeOpeners = set('cape mount lake river isle fort port gulf point camp san santa los las el saint st. mt. ft.');

/** Before the name of a place: "the City of Port Ellery". */
export const placeNouns = set('city town village state county island port province republic kingdom district parish commonwealth municipality region isle borough territory');

/** Verbs that only people (and what is told of as people) do. */
export const speechVerbs = set(`
  said says asked asks replied replies cried cries answered answers whispered nodded smiled laughed shrugged sighed exclaimed muttered shouted murmured remarked observed added continued returned
  thought looked turned spoke began told stood sat walked ran went came knew felt paused repeated inquired declared interrupted sang grinned frowned stared blushed stammered protested agreed
  insisted wondered hesitated growled wept bowed rose shook
`);

/** Prepositions that stand before places far more than before people. */
export const placePrepositions = set('in at near into through across around outside toward towards throughout inside beyond');

/** Words that number the parts of a document: "Table B", "Schedule D". */
export const documentParts = set('section sections article articles schedule schedules exhibit exhibits appendix appendices annex annexes chapter chapters part parts paragraph paragraphs clause clauses table tables figure figures fig figs eq equation volume vol item items rule rules title titles amendment amendments note notes act acts page pages');

/** Months, days and measures: no key terms. */
export const measures = set(`
  january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
  monday tuesday wednesday thursday friday saturday sunday cent cents dollar dollars usd euro euros pound pounds shilling shillings pence percentage
  foot inch inches mile miles metre metres meter meters kilometre kilometres acre acres ton tons gram grams second seconds morning afternoon night
`);

/** Labels of signature blocks and letterheads: "Dwyane Wade Date: ____". */
export const labels = set('name title date by attn attention its address tel telephone fax facsimile email e-mail phone signature signed witness print printed copyright esq phd md ph.d m.d source');

/** What parties are called over their signatures: "LICENSEE HERTZ GROUP, LLC". */
export const roleWords = set('lessor lessee licensor licensee landlord tenant buyer seller purchaser vendor borrower lender customer supplier client contractor employer employee distributor franchisee franchisor owner agent guarantor between and');

/** Public bodies that are called by two matters: "Securities and Exchange Commission". */
export const bodies = set('commission department administration agency bureau committee ministry services authority office');

/** Capitalised words that name no one: parts of documents, months, days, peoples' languages, headings. */
export const nameless = set(`
  section sections article articles schedule schedules exhibit exhibits appendix appendices annex chapter part paragraph clause table tables figure figures fig eq equation volume
  monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
  jan feb mar apr jun jul aug sep sept oct nov dec
  agreement contract lease party parties term terms effective date lessor lessee landlord tenant licensor licensee buyer seller purchaser vendor borrower lender
  customer supplier client contractor employer employee company corporation business day days services products notice notices confidential information intellectual property rights
  abstract introduction methods results discussion conclusion conclusions references acknowledgements acknowledgments background keywords
  dear god heaven lord christ bible mr mrs miss ms sir madam ma'am i'm i'll i've i'd oh ah english french german latin greek spanish italian dutch chinese american british
  christmas easter internet web online north south east west northern southern eastern western ii iii iv vi vii viii ix xi xii xiii xiv xv xvi
  yes no ok okay good bye goodbye hello thank thanks please note whereas witnesseth provided however therefore
  doctor captain professor colonel major general king queen prince princess duke lady president chairman director secretary treasurer officer manager chief executive
  proceedings product products obligation obligations exhibit recital recitals royalties taxes index
  papa mamma mama mother father aunt uncle brother sister grandmother grandfather
`);
