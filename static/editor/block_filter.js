// The blocks whose names match what an author types after a slash: by their label, or by their English name.
import { fold } from "./text_folding.js"

/** English names of the toolbar's items: an author finds a block by them in any language. @type {Record<string, string>} */
const ENGLISH_NAMES = {
  quotation: "quotation quote",
  figure: "picture image photo figure",
  gallery: "gallery pictures",
  embed: "embed video post",
  jumpBreak: "jump break more",
  heading2: "heading h2 title",
  heading3: "subheading h3",
  heading4: "lower subheading h4",
  bulletList: "bullet list unordered",
  orderedList: "numbered list ordered",
  "plain:blockquote": "plain blockquote",
  "plain:horizontalRule": "horizontal rule line divider",
  codeBlock: "block of code",
  table: "table grid",
  "table:chart": "chart graph diagram bars columns lines",
  callout: "call-out callout box aside",
  interview: "interview question answer",
  definitionList: "definition list terms",
  footnote: "footnote note",
}

/**
 * The rank of a text: 0 if it begins with the query, 1 if one of its words does, 2 if it contains it; else -1.
 * @param {string} text
 * @param {string} query
 */
function rank(text, query) {
  if (text.startsWith(query)) return 0
  if (text.split(/[^\p{L}\p{N}\p{M}]+/u).some((part) => part.startsWith(query))) return 1
  return text.includes(query) ? 2 : -1
}

/**
 * The options that match, best first; all of them for ''.
 * @template {{ name: string, label: string }} Option
 * @param {Option[]} options
 * @param {string} query
 * @returns {Option[]}
 */
export function filterBlocks(options, query) {
  const folded = fold(query)
  if (!folded) return options
  const ranked = options.map((option) => {
    const ranks = [option.label, ENGLISH_NAMES[option.name] ?? option.name].map((text) => rank(fold(text), folded))
    return { option, rank: Math.min(...ranks.filter((value) => value >= 0)) } // Infinity if none matches
  })
  return ranked
    .filter(({ rank: best }) => best < Infinity)
    .sort((one, other) => one.rank - other.rank)
    .map(({ option }) => option)
}
