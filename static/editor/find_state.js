// The state of find and replace: the search, its matches, the current one, and their highlights.
import { Plugin, pm } from "django-prose-editor/editor"

const { NodeSelection, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view
const MAX_HIGHLIGHTS = 200 // around the current match: a letter can match thousands of times

/** @typedef {import("./find_matches.js").Match} Match */
/** @typedef {{ start: number, from: number }} Place of a match */
/** @typedef {{ search: import("./find_matches.js").DocumentSearch | null, matches: Match[], index: number, highlights: any }} Results */
/** What a transaction changes: the search, the match, or the place from which on the current one is looked for. */
/** @typedef {{ search?: Results["search"], index?: number, place?: Place }} Change */

/** @type {import("django-prose-editor/editor").PluginKey<Results>} */
const key = new PluginKey("findReplace")
/** @type {Results} */
const NOTHING = { search: null, matches: [], index: 0, highlights: DecorationSet.empty }

/** @param {EditorState} state */
export const getResults = (state) => key.getState(state) ?? NOTHING

/**
 * Sets the search, the match, or the place from which on the current match is looked for.
 * @param {Transaction} tr
 * @param {Change} change
 */
export const setResults = (tr, change) => tr.setMeta(key, change)

/**
 * The plugin of the state.
 * @param {(results: Results) => void} onChange
 */
export const createResultsPlugin = (onChange) =>
  new Plugin({
    key,
    state: { init: () => NOTHING, apply },
    props: { decorations: (state) => getResults(state).highlights },
    view: () => ({
      update: ({ state }, before) => {
        if (getResults(state) !== getResults(before)) onChange(getResults(state))
      },
    }),
  })

/**
 * @param {Transaction} tr
 * @param {Results} before
 * @param {EditorState} _state
 * @param {EditorState} state
 * @returns {Results}
 */
function apply(tr, before, _state, { doc }) {
  /** @type {Change} */
  const change = tr.getMeta(key) ?? {}
  const search = change.search === undefined ? before.search : change.search
  if (!search) return NOTHING
  const isSameIndex = change.index === undefined || change.index === before.index
  if (search === before.search && !tr.docChanged && isSameIndex) return before
  const isSame = search === before.search && !tr.docChanged
  const matches = isSame ? before.matches : search.listMatches(doc)
  const current = before.matches[before.index]
  const place = change.place ?? (current && { start: tr.mapping.map(current.start, -1), from: current.from })
  const index = change.index ?? findIndex(matches, place ?? { start: 0, from: 0 })
  return { search, matches, index, highlights: highlight(doc, matches, index) }
}

/**
 * The index of the first match at or after a place; after the last one, of the first.
 * @param {Match[]} matches
 * @param {Place} place
 */
function findIndex(matches, { start, from }) {
  const index = matches.findIndex((match) => match.start > start || (match.start === start && match.from >= from))
  return Math.max(index, 0)
}

/**
 * @param {ProseMirrorNode} doc
 * @param {Match[]} matches
 * @param {number} index
 */
function highlight(doc, matches, index) {
  const first = Math.max(0, index - MAX_HIGHLIGHTS / 2)
  const decorations = matches.slice(first, first + MAX_HIGHLIGHTS).map(({ kind, pos, start, from, to }, offset) => {
    const attributes = { class: first + offset === index ? "search-match is-current" : "search-match" }
    if (kind === "text") return Decoration.inline(start, start + to - from, attributes)
    return Decoration.node(pos, pos + (doc.nodeAt(pos)?.nodeSize ?? 1), attributes)
  })
  return DecorationSet.create(doc, decorations)
}

/**
 * Selects a match.
 * @param {Transaction} tr
 * @param {Match} match
 */
export function selectMatch(tr, { kind, pos, start, from, to }) {
  const { doc } = tr
  if (kind === "text") return tr.setSelection(TextSelection.create(doc, start, start + to - from))
  const isAtom = doc.nodeAt(pos)?.isAtom
  return tr.setSelection(isAtom ? NodeSelection.create(doc, pos) : TextSelection.near(doc.resolve(pos + 1)))
}
