// The fields of a chart below its table: kind, unit, description and source; its data as text; and how readers see it, which the
// server draws. Loaded with the first chart.
import { pm } from "django-prose-editor/editor"
import { debounce, el, find, gettext, interpolate, uniqueId } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { formatRows, hasHeader, parseRows } from "./chart_data.js"
import { attributeSetter, field, fieldKeys, runAndFocus } from "./node_view.js"

const PAUSE = 400
const MAX_ROWS = 500
const MAX_COLUMNS = 30
/** @type {[string, string][]} */
const KINDS = [
  ["columns", gettext("Columns")],
  ["stacked", gettext("Stacked columns")],
  ["bars", gettext("Bars")],
  ["lines", gettext("Lines")],
  ["", gettext("Table, not drawn")],
]

export class ChartFields {
  /**
   * @param {Editor} editor
   * @param {GetPos} getPos
   */
  constructor(editor, getPos) {
    this.editor = editor
    this.getPos = getPos
    this.set = attributeSetter(editor, getPos)
    /** @type {Record<string, HTMLInputElement | HTMLTextAreaElement>} */
    this.inputs = {}
    /** @type {ProseMirrorNode | null} */
    this.node = null
    /** @type {AbortController | null} */
    this.request = null
    this.language = /** @type {HTMLInputElement | null} */ (document.getElementById("id_language"))
    this.drawSoon = debounce(() => this.draw(), PAUSE)
    const { dataset } = find("textarea[data-document-editor]", this.root(), HTMLTextAreaElement)
    this.url = dataset.chart ?? ""
    this.preview = el("div", { className: "chart-preview" })
    const shadow = this.preview.attachShadow({ mode: "open" })
    this.drawing = el("div", {})
    shadow.append(el("link", { rel: "stylesheet", href: dataset.chartStyles ?? "" }), this.drawing)
    this.state = el("p", { className: "chart-state", role: "status" })
    this.fields = el("fieldset", { className: "node-fields node-grid", disabled: !editor.isEditable })
    this.fields.append(
      this.addKind(),
      this.addField("unit", gettext("Unit"), { hint: gettext("Such as %, € or people per km²") }, 100),
      this.addField("credit", gettext("Source of the numbers"), {}, 300),
      this.addField("creditUrl", gettext("Address of the source"), { type: "url", placeholder: "https://" }, 1000),
      this.addField(
        "description",
        gettext("Description"),
        { multiline: true, hint: gettext("What the chart shows, for people who cannot see it") },
        1000,
      ),
      this.addData(),
    )
    this.dom = el("div", { className: "chart-fields", contentEditable: "false" }, this.fields, this.state, this.preview)
    const handleKey = fieldKeys(editor, getPos)
    this.dom.addEventListener("keydown", (event) => {
      if (!(event.target instanceof HTMLSelectElement) || event.key === "Escape") handleKey(event)
    })
    this.language?.addEventListener("change", this.drawSoon)
  }

  root() {
    return /** @type {HTMLElement} */ (this.editor.view.dom.closest(".document-editor"))
  }

  addKind() {
    const options = KINDS.map(([value, textContent]) => el("option", { value, textContent }))
    const kind = el("select", { id: uniqueId("chart-kind") }, ...options)
    kind.addEventListener("change", () => this.set({ chart: kind.value }))
    this.kind = kind
    return el(
      "div",
      { className: "node-field" },
      el("label", { for: kind.id, textContent: gettext("Kind of chart") }),
      kind,
    )
  }

  /**
   * @param {string} name
   * @param {string} label
   * @param {import("./node_view.js").FieldOptions} options
   * @param {number} maxLength
   */
  addField(name, label, options, maxLength) {
    const { input, row } = field(name, label, { set: this.set, ...options })
    Object.assign(input, { maxLength, autocomplete: "off" })
    this.inputs[name] = input
    return row
  }

  addData() {
    const text = el("textarea", { rows: 8, "aria-label": gettext("Data as text"), spellcheck: false, dir: "auto" })
    const error = el("p", { className: "node-errors", role: "alert", hidden: true })
    const button = el("button", { type: "button", className: "button", textContent: gettext("Replace the table") })
    const details = el("details", { className: "chart-data" })
    details.append(
      el("summary", { textContent: gettext("Paste data from a spreadsheet or a CSV file") }),
      text,
      error,
      button,
    )
    details.addEventListener("toggle", () => {
      if (details.open) text.value = formatRows(this.readRows())
    })
    button.addEventListener("click", () => {
      error.textContent = this.replaceRows(parseRows(text.value))
      error.hidden = !error.textContent
      if (!error.textContent) details.open = false
    })
    return details
  }

  /** The texts of the cells. */
  readRows() {
    /** @type {string[][]} */
    const rows = []
    this.node?.forEach((row) => rows.push(row.content.content.map((cell) => cell.textContent)))
    return rows
  }

  /**
   * Replaces the rows of the table, with names in the first column. Returns what is wrong with them, or ''.
   * @param {string[][]} rows
   */
  replaceRows(rows) {
    const pos = this.getPos()
    const { state, view } = this.editor
    const table = pos === undefined ? null : state.doc.nodeAt(pos)
    if (pos === undefined || !table) return ""
    if (!rows.length || rows[0].length < 2) return gettext("Enter at least two columns: labels, and their values.")
    if (rows.length > MAX_ROWS || rows[0].length > MAX_COLUMNS)
      return interpolate(gettext("Enter at most %(rows)s rows and %(columns)s columns."), {
        rows: String(MAX_ROWS),
        columns: String(MAX_COLUMNS),
      })
    const { tableRow, tableHeader, tableCell } = state.schema.nodes
    const isNamed = hasHeader(rows)
    const content = rows.map((row, y) =>
      tableRow.create(
        null,
        row.map((text, x) => {
          const type = x === 0 || (y === 0 && isNamed) ? tableHeader : tableCell
          return type.create({ align: x ? "end" : null }, text ? state.schema.text(text) : null)
        }),
      ),
    )
    view.dispatch(state.tr.replaceWith(pos + 1, pos + table.nodeSize - 1, content))
    runAndFocus(this.editor, this.editor.chain().setTextSelection(pos + 3))
    return ""
  }

  /** @param {ProseMirrorNode} node */
  update(node) {
    if (node === this.node) return
    this.node = node
    const { chart } = node.attrs
    this.dom.hidden = !chart
    if (this.kind && this.kind.value !== chart) this.kind.value = chart
    for (const [name, input] of Object.entries(this.inputs))
      if (input.value !== node.attrs[name]) input.value = node.attrs[name]
    if (chart) this.drawSoon()
  }

  /** Shows the chart as the server draws it; of several answers only the last one's. */
  async draw() {
    if (!this.node?.attrs.chart) return
    this.request?.abort()
    const controller = new AbortController()
    this.request = controller
    const serializer = pm.model.DOMSerializer.fromSchema(this.editor.schema)
    const html = /** @type {HTMLElement} */ (serializer.serializeNode(this.node)).outerHTML
    const fields = { html, language: this.language?.value ?? "" }
    try {
      const { chart, problem } = await requestJSON(this.url, { fields, signal: controller.signal })
      if (controller !== this.request) return
      const { body } = new DOMParser().parseFromString(chart, "text/html")
      for (const element of body.querySelectorAll("details, .table")) element.remove() // It is above.
      this.drawing.replaceChildren(...body.children)
      this.showState(problem)
    } catch (error) {
      if (controller !== this.request || (error instanceof DOMException && error.name === "AbortError")) return
      this.showState(messageOf(error))
    }
  }

  /** @param {string} text */
  showState(text) {
    if (this.state.textContent !== text) this.state.textContent = text
    this.state.hidden = !text
  }

  destroy() {
    this.request?.abort()
    this.language?.removeEventListener("change", this.drawSoon)
  }
}
