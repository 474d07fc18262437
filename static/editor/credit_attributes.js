// The attributes of a quotation's credit, of a block as of a quotation in a sentence.
import { attribute, attributes } from "./node_view.js"

export const creditAttributes = () => ({
  ...attributes(
    "attribution",
    "source",
    "sourceName",
    "sourceRole",
    "sourceAffiliation",
    "sourceKind",
    "speaker",
    "speakerName",
    "said",
    "url",
    "lang",
    "locked",
    "errors",
  ),
  // The parts of the credit ('source speaker date_said') that a person set since the attribution changed.
  byHand: attribute("byHand"),
  // The line that the other parts were read from. Of a stored quotation it is its own, so that nothing changes as it
  // is opened; the server reads an attribution without a source when it is saved.
  readFrom: {
    default: "",
    parseHTML: (/** @type {HTMLElement} */ element) => {
      const { readFrom, attribution, sourceName, id } = element.dataset
      const isStored = Boolean(sourceName || id || element.querySelector("[data-id]"))
      return readFrom ?? (isStored ? (attribution ?? "") : "")
    },
    renderHTML: (/** @type {Record<string, string>} */ { readFrom, attribution }) =>
      readFrom && readFrom !== attribution ? { "data-read-from": readFrom } : {},
  },
})
