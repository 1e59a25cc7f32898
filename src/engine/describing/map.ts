import type { Details, EntityMap, MapEdge, MapNode, Mention } from '../../contract/details.ts';
import type { Place } from '../../contract/answer.ts';
import type { DocumentReader } from '../library/index.ts';
import { Finder } from './finder.ts';
import { edgePlacesAtMost, edgesAtMost, nodesAtMost } from './limits.ts';
import { eachSentence } from './passages.ts';
import type { WorkOptions } from './passages.ts';
import { placesOf } from './places.ts';
import type { Wanted } from './places.ts';
import { isUnspaced, unspacedWords, wordsOf } from './words.ts';

/** A tie between two nodes, as it is found. */
interface Tie {
  readonly from: number;
  readonly to: number;
  count: number;
  readonly sentences: Wanted[];
}

/**
 * The weightiest people, organisations, places and defined terms of a document, and the sentences that name two of them.
 *
 * @param details of the same document, with all the ways in which each is named among their places
 * @throws InfolioError `cancelled`
 */
export async function mapOf(document: DocumentReader, details: Details, options: WorkOptions = {}): Promise<EntityMap> {
  const { signal } = options;
  const nodes = nodesOf(details);
  const finder = new Finder<number>(true);
  nodes.forEach(({ mention }, at) => {
    for (const form of formsOf(mention)) finder.add(splitWords(form).map((word) => word.text), at);
  });
  const ties = new Map<string, Tie>();
  await eachSentence(
    document,
    signal,
    ({ text, start }) => {
      const named = [...new Set(finder.find(splitWords(text)).map((hit) => hit.value))].sort((a, b) => a - b);
      for (const [k, from] of named.entries()) for (const to of named.slice(k + 1)) add(ties, from, to, { start, end: start + text.length, whole: true });
    },
    (done) => options.onProgress?.(done, document.passageCount),
  );
  const strongest = [...ties.values()].sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to).slice(0, edgesAtMost);
  const places = await placesOf(document, strongest.flatMap((tie) => tie.sentences), signal);
  // What is named once and with nothing else is only in the way.
  const tied = new Set(strongest.flatMap((tie) => [tie.from, tie.to]));
  return {
    nodes: nodes.flatMap(({ node }, at) => (node.count > 1 || tied.has(at) ? [node] : [])),
    edges: strongest.map((tie) => edgeOf(tie, nodes, places)),
  };
}

function add(ties: Map<string, Tie>, from: number, to: number, sentence: Wanted): void {
  const key = `${from} ${to}`;
  const tie = ties.get(key) ?? { from, to, count: 0, sentences: [] };
  ties.set(key, tie);
  tie.count++;
  if (tie.sentences.length < edgePlacesAtMost) tie.sentences.push(sentence);
}

function edgeOf(tie: Tie, nodes: readonly { readonly node: MapNode }[], places: ReadonlyMap<Wanted, Place>): MapEdge {
  return {
    from: nodes[tie.from]?.node.id ?? '',
    to: nodes[tie.to]?.node.id ?? '',
    count: tie.count,
    places: tie.sentences.flatMap((sentence) => places.get(sentence) ?? []),
  };
}

type NodeKind = MapNode['kind'];

/** The most named of all kinds. Each kind that has any keeps some room, so that a contract's terms do not push out its parties. */
function nodesOf(details: Details): { readonly node: MapNode; readonly mention: Mention }[] {
  const lists: readonly (readonly [NodeKind, readonly Mention[]])[] = [
    ['organisation', details.organisations],
    ['person', details.people],
    ['definition', details.definitions],
    ['place', details.locations],
  ];
  const room = Math.floor(nodesAtMost / lists.length);
  const first = lists.flatMap(([kind, list]) => list.slice(0, room).map((mention) => ({ kind, mention })));
  const rest = lists.flatMap(([kind, list]) => list.slice(room).map((mention) => ({ kind, mention }))).sort((a, b) => b.mention.count - a.mention.count);
  const chosen = [...first, ...rest.slice(0, nodesAtMost - first.length)].sort((a, b) => b.mention.count - a.mention.count);
  const most = Math.max(1, ...chosen.map(({ mention }) => mention.count));
  return chosen.map(({ kind, mention }, at) => ({
    mention,
    node: { id: `${kind}-${at + 1}`, kind, label: mention.text, count: mention.count, weight: Math.round((Math.log(1 + mention.count) / Math.log(1 + most)) * 1e3) / 1e3, places: mention.places },
  }));
}

/** The ways in which a mention is named, as its places show; of a defined term the sentence that defines it is none. */
function formsOf(mention: Mention): string[] {
  return [...new Set([mention.text, ...mention.places.filter((place) => place.text.length <= 2 * mention.text.length + 20 && place.text !== place.sentence).map((place) => place.text)])];
}

function splitWords(text: string) {
  return isUnspaced(text) ? unspacedWords(text) : wordsOf(text);
}
