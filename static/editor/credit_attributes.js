// The attributes of a quotation's credit, the same for a block and for a quotation within a sentence.
import { gettext } from "../common/dom.js"
import { attribute, attributes } from "./node_view.js"

/** The names of the kinds of source. @type {Map<string, string>} */
export const KINDS = new Map([
  ["person", gettext("Person")],
  ["organisation", gettext("Organisation")],
  ["publication", gettext("Publication")],
  ["document", gettext("Document")],
])

/** The parts that are read from the attribution. */
export const CREDIT = [
  "source",
  "sourceName",
  "sourceRole",
  "sourceAffiliation",
  "sourceKind",
  "speaker",
  "speakerName",
  "said",
]

export const creditAttributes = () => ({
  ...attributes("attribution", ...CREDIT, "url", "locator", "hops", "lang", "locked", "errors"),
  // '1' if the URL was a link in the attribution: another attribution removes it.
  urlRead: attribute("urlRead"),
  // The stored name of the source, if the author renamed it: `sourceName` is its new name.
  renamedFrom: attribute("renamedFrom"),
  // The parts of the credit ('source speaker date_said url') that a person set since the attribution changed.
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
