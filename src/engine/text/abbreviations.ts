/**
 * Words that carry a full stop without ending a sentence, in lower case and without their last stop, sorted by what
 * may follow when the sentence does go on.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** A name follows, always. */
export const titles = words(`
  mr mrs ms messrs mme mlle dr drs prof rev hon fr msgr gen col maj capt cpt cmdr lt sgt cpl pvt adm gov pres sen rep
  supt insp
`);

/** Never at the end of a sentence. */
export const connectives = words('e.g eg i.e ie cf c.f viz vs v ca approx resp incl esp n.b');

/** A number follows if the sentence goes on: "No. 5", "Fig. 2", "Jan. 3", "F. Supp. 2d". */
export const beforeNumber = words(`
  no nos nr fig figs eq eqs eqn eqns sec secs sect art arts p pp pg pgs par para paras vol vols ch chap chs cl cls ex
  exs app appx sched tab tbl ref refs ed eds pt pts n nn l ll ln col cols ver rev amend reg regs rule stat supp cir ct
  rptr suppl ser jan feb mar apr jun jul aug sep sept oct nov dec tel ext
`);

/** A letter may stand for the number: "Fig. A", "Sec. B", "Ex. C". */
export const beforeLetter = words('fig figs eq sec art app appx ex exs sched tab cl pt vol');

/**
 * At the end of a sentence or inside it: what follows decides. (Words of letters with stops between them, "U.S",
 * "p.m", "Ph.D", are treated so too, without being listed.)
 */
export const undecided = words(`
  inc ltd corp co cos llc lp llp plc pty gmbh bros assn assoc dept div univ inst jr sr esq al st ste mt ft ave blvd rd
  hwy phd md dba mfg intl natl govt est est'd comm'n cal tex fla mass mich minn pa va wash conn colo del ill tenn
  supp app cir ct dist ch rptr stat reg rev fed f civ crim bankr evid proc l.j bull int j sci acad soc res med clin
  biol chem phys am eur amer nat proc natl trans lett etc ibid id op cit sp spp subsp var vol no
`);

/** After an undecided one, these words begin a new sentence; other capitalised words are taken for names. */
export const sentenceStarters = words(`
  the this that these those it its he she they we i you his her their our my your in on at for from by with as if when
  while where after before although though because since however moreover furthermore therefore thus hence then there
  here such some many most all each every no not but and or so nor yet what who how why which to a an during under upon
  unless until except any both either neither one two three several few other another according instead finally first
  second third also meanwhile nevertheless nonetheless still now today once despite among between within without
  neither nothing nobody everyone everything someone something only even just perhaps maybe indeed further additionally
  again overall consequently subsequently similarly together are is was were do does did can could should would will may
  let please see note notwithstanding whereas whenever wherever whether whose whom
`);
