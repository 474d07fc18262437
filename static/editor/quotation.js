// The quotation node: paragraphs, each a quotation of its own, under one attribution.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { combobox } from "./combobox.js"
import { askJSON, debounce, el, gettext, uniqueId } from "./dom.js"
import { attributes, errorList, field, fieldKeys, handle, ownEvents, setter } from "./node_view.js"
import { opensQuotation } from "./split.js"

const KINDS = [
  ["person", gettext("Person")],
  ["organisation", gettext("Organisation")],
  ["publication", gettext("Publication")],
  ["document", gettext("Document")],
]

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

const NO_SOURCE = { source: "", sourceRole: "", sourceAffiliation: "", locked: "" }

function sourceOption(source) {
  return { label: source.name, detail: [source.role, source.affiliation].filter(Boolean).join(", "), source }
}

export const Quotation = Node.create({
  name: "quotation",
  group: "editorial",
  content: "paragraph+",
  defining: true,
  draggable: true,
  addOptions: () => ({ sources: "", attribution: "" }),
  addAttributes: () =>
    attributes("attribution", "source", "sourceName", "sourceRole", "sourceAffiliation", "sourceKind",
      "speaker", "speakerName", "said", "url", "lang", "translation", "locked", "errors"),
  parseHTML: () => [{ tag: "section[data-block=quotation]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", mergeAttributes({ "data-block": "quotation" }, HTMLAttributes), 0],

  addNodeView() {
    const { sources, attribution } = this.options
    return ({ node, editor, getPos }) => new QuotationView(node, editor, getPos, { sources, attribution })
  },

  addCommands() {
    return {
      /** The selected paragraphs as a quotation and back; a last line that is no quotation attributes it. */
      toggleQuotation: () => ({ editor, commands, state, tr, dispatch }) => {
        if (editor.isActive(this.name)) return commands.lift(this.name)
        const { $from, $to } = state.selection
        const range = $from.blockRange($to)
        const last = range && range.endIndex - range.startIndex > 1 ? range.parent.child(range.endIndex - 1) : null
        const first = range?.parent.child(range.startIndex)
        const attributes = last && range.depth === 0 && opensQuotation(first.textContent) && !opensQuotation(last.textContent)
        if (!attributes) return commands.wrapIn(this.name)
        const words = []
        for (let i = range.startIndex; i < range.endIndex - 1; i++) words.push(range.parent.child(i))
        if (words.some((child) => child.type.name !== "paragraph") || last.type.name !== "paragraph") return false
        const quotation = this.type.create({ attribution: last.textContent.trim() }, words)
        if (dispatch) tr.replaceRangeWith(range.start, range.end, quotation)
        return true
      },
    }
  },
  addKeyboardShortcuts() {
    return { "Mod-Shift-q": () => this.editor.commands.toggleQuotation(), "Mod-Shift-9": () => this.editor.commands.toggleQuotation() }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "quotation",
      groups: "blocks",
      priority: 200,
      button: buttons.material("format_quote", gettext("Quotation (Ctrl+Shift+Q)")),
      command: (editor) => editor.chain().focus().toggleQuotation().run(),
      active: (editor) => editor.isActive("quotation"),
    })
  },
})

class QuotationView {
  constructor(node, editor, getPos, urls) {
    Object.assign(this, { node, editor, getPos, urls })
    this.set = setter(editor, getPos)
    // Without a source, what the attribution says fills it in; what the author wrote there stays.
    this.guesses = !node.attrs.sourceName
    this.errors = errorList()
    this.contentDOM = el("div", { className: "quotation-words" })
    this.dom = el("div", { className: "node quotation-node" },
      handle(editor, getPos, gettext("Quotation")), this.contentDOM, this.buildFields(), this.errors.element)
    this.fields.addEventListener("keydown", fieldKeys(editor, getPos))
    Object.assign(this, ownEvents(this.dom, this.contentDOM))
    this.show()
    if (this.guesses && node.attrs.attribution) this.takeApart()
  }

  buildFields() {
    const { set } = this
    const edited = () => (this.guesses = false)
    const make = (name, label, options = {}) => {
      const made = field(name, label, { set, ...options })
      this.inputs[name] = made.input
      return made.row
    }
    this.inputs = {}
    const attribution = make("attribution", gettext("Attribution"), {
      placeholder: gettext("Name, role, institution, date: as readers see it"),
      onInput: debounce(() => this.takeApart(), 400),
    })
    const source = make("sourceName", gettext("Source"), {
      placeholder: gettext("Who is credited"),
      onInput: () => {
        edited()
        set(this.inputs.sourceName.value ? { ...NO_SOURCE, sourceKind: this.node.attrs.sourceKind || "person" } : { ...NO_SOURCE, sourceKind: "" })
      },
    })
    this.completes(source, "sourceName", (found) => {
      edited()
      const line = [found.name, found.role, found.affiliation].filter(Boolean).join(", ")
      set({ ...sourceAttributes(found), ...(this.node.attrs.attribution ? {} : { attribution: line }) })
    })
    const kind = el("select", { id: uniqueId("field") }, ...KINDS.map(([value, label]) => el("option", { value, textContent: label })))
    kind.dataset.field = "sourceKind"
    kind.addEventListener("change", () => { edited(); set({ sourceKind: kind.value }) })
    this.inputs.sourceKind = kind
    const speaker = make("speakerName", gettext("Speaker"), {
      placeholder: gettext("Who said it, where that is not the source"),
      onInput: () => set({ speaker: "" }),
    })
    this.completes(speaker, "speakerName", (found) => set({ speaker: String(found.source), speakerName: found.name }))
    this.summary = el("summary", {})
    const details = el("details", { className: "quotation-details" }, this.summary,
      el("div", { className: "node-grid" },
        source,
        el("div", { className: "node-field" }, el("label", { for: kind.id, textContent: gettext("Kind") }), kind),
        make("sourceRole", gettext("Role"), { onInput: edited }),
        make("sourceAffiliation", gettext("Affiliation"), { onInput: edited }),
        speaker,
        make("said", gettext("Said"), { placeholder: "2023-03-22", hint: gettext("As precisely as known: 2023, 2023-03 or 2023-03-22") }),
        make("url", gettext("Where read"), { type: "url", placeholder: "https://" }),
        make("lang", gettext("Language"), { placeholder: "fr", hint: gettext("A code, where it is not the post's") }),
        make("translation", gettext("Translation"), { multiline: true, hint: gettext("One line for each quotation") }),
      ))
    this.details = details
    this.fields = el("div", { className: "node-fields", contentEditable: "false" }, attribution, details)
    return this.fields
  }

  completes(row, name, picked) {
    const input = this.inputs[name]
    input.setAttribute("aria-label", row.querySelector("label").textContent)
    const place = document.createComment("")
    input.before(place)
    place.replaceWith(combobox(input, {
      ask: async (q) => (q.trim() ? (await askJSON(this.urls.sources, { query: { q } })).sources.map(sourceOption) : []),
      pick: ({ source }) => {
        picked(source)
        this.show()
      },
    }))
  }

  /** Ask the server what the attribution line says of its source. */
  async takeApart() {
    const line = this.node.attrs.attribution
    if (!this.guesses || !line.trim()) return
    let parts
    try {
      ;[parts] = (await askJSON(this.urls.attribution, { body: [line] })).attributions
    } catch {
      return // The author can still write them.
    }
    if (!this.guesses || this.node.attrs.attribution !== line || this.getPos() === undefined) return
    this.set({ ...sourceAttributes(parts), ...(this.node.attrs.said || !parts.said ? {} : { said: parts.said }) })
  }

  show() {
    const { attrs } = this.node
    for (const [name, input] of Object.entries(this.inputs))
      if (input.value !== attrs[name]) input.value = attrs[name]
    if (!attrs.sourceKind) this.inputs.sourceKind.value = "person"
    for (const name of ["sourceRole", "sourceAffiliation"]) this.inputs[name].readOnly = Boolean(attrs.locked)
    this.inputs.sourceKind.disabled = Boolean(attrs.locked)
    const who = [attrs.speakerName, attrs.sourceName].filter(Boolean).join(" · ")
    const state = !who ? gettext("Source, date and more") : attrs.source ? who : `${who} (${gettext("new")})`
    this.summary.textContent = [state, attrs.said, attrs.lang].filter(Boolean).join(" · ")
    this.errors.show(attrs.errors, this.dom)
    if (attrs.errors) this.details.open = true
    if (this.contentDOM.lang !== attrs.lang) this.contentDOM.lang = attrs.lang
  }

  update(node) {
    if (node.type !== this.node.type) return false
    const named = this.node.attrs.sourceName && !node.attrs.sourceName
    this.node = node
    if (named && !this.fields.contains(document.activeElement)) this.guesses = true
    this.show()
    return true
  }
}
