// How a quotation looks in the editor: its words, and beneath them the fields of who said them.
import { combobox } from "./combobox.js"
import { askJSON, debounce, el, gettext, isRightToLeft, uniqueId } from "./dom.js"
import { errorList, field, fieldKeys, handle, ownEvents, setter } from "./node_view.js"

const KINDS = [
  ["person", gettext("Person")],
  ["organisation", gettext("Organisation")],
  ["publication", gettext("Publication")],
  ["document", gettext("Document")],
]
const NO_SOURCE = { source: "", sourceRole: "", sourceAffiliation: "", locked: "" }

const CREDIT = [
  "source",
  "sourceName",
  "sourceRole",
  "sourceAffiliation",
  "sourceKind",
  "speaker",
  "speakerName",
  "said",
]
const creditOf = (attrs) => Object.fromEntries(CREDIT.map((name) => [name, attrs[name]]))

/** The answer about a source -> the node's attributes. */
export function sourceAttributes(source) {
  return {
    source: source.source ? String(source.source) : "",
    sourceName: source.name,
    sourceRole: source.role,
    sourceAffiliation: source.affiliation,
    sourceKind: source.name ? source.kind : "",
    locked: source.locked ? "1" : "",
  }
}

function sourceOption(source) {
  return { label: source.name, detail: [source.role, source.affiliation].filter(Boolean).join(", "), source }
}

export class QuotationView {
  constructor(node, editor, getPos, urls) {
    Object.assign(this, { node, editor, getPos, urls })
    this.set = setter(editor, getPos)
    this.errors = errorList()
    this.contentDOM = el("div", { className: "quotation-words" })
    this.dom = el(
      "div",
      { className: "node quotation-node" },
      handle(editor, getPos, gettext("Quotation")),
      this.contentDOM,
      this.buildFields(),
      this.errors.element,
    )
    this.dom.addEventListener("keydown", (event) => this.contentDOM.contains(event.target) || this.keys(event))
    this.keys = fieldKeys(editor, getPos)
    Object.assign(this, ownEvents(this.contentDOM))
    this.readCreditSoon = debounce(() => this.readCredit(), 400)
    this.show()
    if (!node.attrs.readFrom && node.attrs.attribution) this.readCredit()
  }

  buildFields() {
    const { set } = this
    this.inputs = {}
    const make = (name, label, options = {}) => {
      const made = field(name, label, { set, ...options })
      this.inputs[name] = made.input
      return made.row
    }
    const byHand = (part) => () => ({
      byHand: [...new Set(this.node.attrs.byHand.split(" ")).add(part)].join(" ").trim(),
    })
    const sourceByHand = byHand("source")
    const attribution = make("attribution", gettext("Attribution"), {
      placeholder: gettext("Name, role, institution, date: as readers see it"),
      // What was set while there was no line is not the line's.
      also: () => (this.before?.attribution || (!this.before && this.node.attrs.attribution) ? { byHand: "" } : {}),
    })
    this.inputs.attribution.addEventListener("focus", () => (this.before = null))
    const source = make("sourceName", gettext("Source"), {
      placeholder: gettext("Person or organisation credited"),
      also: (name) => ({
        ...NO_SOURCE,
        ...this.unlocked(),
        ...sourceByHand(),
        sourceKind: name ? this.node.attrs.sourceKind || "person" : "",
      }),
    })
    this.completes(source, "sourceName", (found) => {
      const line = [found.name, found.role, found.affiliation].filter(Boolean).join(", ")
      set({
        ...sourceAttributes(found),
        ...sourceByHand(),
        ...(this.node.attrs.attribution ? {} : { attribution: line, readFrom: line }),
      })
    })
    const kind = el(
      "select",
      { id: uniqueId("field") },
      ...KINDS.map(([value, label]) => el("option", { value, textContent: label })),
    )
    kind.dataset.field = "sourceKind"
    kind.addEventListener("change", () => set({ ...sourceByHand(), sourceKind: kind.value }))
    this.inputs.sourceKind = kind
    const speaker = make("speakerName", gettext("Speaker"), {
      placeholder: gettext("Person who said it, if not the source"),
      also: () => ({ ...byHand("speaker")(), speaker: "" }),
    })
    this.completes(speaker, "speakerName", (found) =>
      set({ ...byHand("speaker")(), speaker: String(found.source), speakerName: found.name }),
    )
    this.summary = el("summary", {})
    this.lockedHint = el("p", {
      className: "node-hint",
      hidden: true,
      textContent: gettext("This source belongs to another author. Only an editor can correct it."),
    })
    this.details = el(
      "details",
      { className: "quotation-details" },
      this.summary,
      el(
        "div",
        { className: "node-grid" },
        source,
        el("div", { className: "node-field" }, el("label", { for: kind.id, textContent: gettext("Kind") }), kind),
        make("sourceRole", gettext("Role"), { also: sourceByHand }),
        make("sourceAffiliation", gettext("Affiliation"), { also: sourceByHand }),
        this.lockedHint,
        speaker,
        make("said", gettext("Date said"), {
          placeholder: "2023-03-22",
          also: byHand("said"),
          hint: gettext("As precisely as known: 2023, 2023-03 or 2023-03-22"),
        }),
        make("url", gettext("Source URL"), { type: "url", placeholder: "https://" }),
        make("lang", gettext("Language"), {
          placeholder: "fr",
          hint: gettext("A code, only if it differs from the language of the post"),
        }),
        make("translation", gettext("Translation"), { multiline: true, hint: gettext("One line for each quotation") }),
      ),
    )
    return el("div", { className: "node-fields", contentEditable: "false" }, attribution, this.details)
  }

  /** Role and affiliation of a source that was another's are not the next one's. */
  unlocked() {
    const { source, sourceRole, sourceAffiliation } = this.node.attrs
    return source ? {} : { sourceRole, sourceAffiliation }
  }

  completes(row, name, picked) {
    const input = this.inputs[name]
    const place = document.createComment("")
    input.before(place)
    place.replaceWith(
      combobox(input, {
        ask: async (q) =>
          q.trim() ? (await askJSON(this.urls.sources, { query: { q } })).sources.map(sourceOption) : [],
        pick: ({ source }) => picked(source),
      }),
    )
  }

  /**
   * Ask the server what the attribution says of source, speaker and date; what a person set since it changed stays.
   * A line that is still being typed is compared with what it was before its field got the focus.
   */
  async readCredit() {
    const line = this.node.attrs.attribution
    const was = this.before ?? this.node.attrs
    let credit
    try {
      ;[credit] = (
        await askJSON(this.urls.attribution, {
          body: [{ ...creditOf(was), readFrom: was.attribution, attribution: line }],
        })
      ).attributions
    } catch {
      return // The server reads it again when it is saved.
    }
    if (this.node.attrs.attribution !== line || this.getPos() === undefined) return
    const byHand = this.node.attrs.byHand.split(" ")
    const read = {
      source: sourceAttributes(credit),
      speaker: { speaker: credit.speaker ? String(credit.speaker) : "", speakerName: credit.speakerName },
      said: { said: credit.said },
    }
    const values = Object.entries(read).map(([part, values]) => (byHand.includes(part) ? {} : values))
    this.set(Object.assign({ readFrom: line }, ...values), false)
    if (document.activeElement !== this.inputs.attribution) this.before = null
  }

  show() {
    const { attrs } = this.node
    for (const [name, input] of Object.entries(this.inputs)) if (input.value !== attrs[name]) input.value = attrs[name]
    if (!attrs.sourceKind) this.inputs.sourceKind.value = "person"
    for (const name of ["sourceRole", "sourceAffiliation"]) this.inputs[name].readOnly = Boolean(attrs.locked)
    this.inputs.sourceKind.disabled = Boolean(attrs.locked)
    this.lockedHint.hidden = !attrs.locked
    const source = attrs.source || !attrs.sourceName ? attrs.sourceName : `${attrs.sourceName} (${gettext("new")})`
    const who = [attrs.speakerName, source].filter(Boolean)
    this.summary.textContent = [...(who.length ? who : [gettext("Source, date and more")]), attrs.said, attrs.lang]
      .filter(Boolean)
      .join(" · ")
    if (attrs.errors && attrs.errors !== this.errorsShown) {
      this.details.open = true
      this.wordsWithErrors = this.node.content
    }
    this.errorsShown = attrs.errors
    this.errors.show(this.node.content.eq(this.wordsWithErrors ?? this.node.content) ? attrs.errors : "", this.dom)
    this.contentDOM.lang = attrs.lang
    this.contentDOM.dir = attrs.lang ? (isRightToLeft(attrs.lang) ? "rtl" : "ltr") : ""
  }

  update(node) {
    if (node.type !== this.node.type) return false
    const isOtherLine = node.attrs.attribution !== this.node.attrs.attribution
    if (isOtherLine) this.before ??= this.node.attrs
    this.node = node
    if (isOtherLine && node.attrs.attribution !== node.attrs.readFrom) this.readCreditSoon()
    this.show()
    return true
  }
}
