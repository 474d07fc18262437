// Tables: cells of phrases, a caption, headers and alignment. Tab goes to the next cell and adds a row after the last one.
import { pm, Table as BaseTable, TableCell, TableHeader, TableRow } from "django-prose-editor/editor"
import { announce, el, findAll, findOptional, gettext } from "../common/dom.js"
import { notLoadedMessage } from "../common/http.js"
import { findPlace } from "./insert_block.js"
import { attributes, nodeViewEvents, runAndFocus } from "./node_view.js"
import { refuse } from "./quotation_wrap.js"

const { Selection } = pm.state
const { CellSelection, cellAround, isInTable, nextCell, selectedRect } = pm.tables
const DEFAULT_CHART = "columns"
const MARKS_OF_CELLS = "bold italic strike inserted superscript subscript code link" // No quotations.

const cellAttributes = () => ({
  colspan: span("colspan"),
  rowspan: span("rowspan"),
  colwidth: { default: null, rendered: false }, // Required by prosemirror-tables.
  align: {
    default: null,
    parseHTML: (/** @type {HTMLElement} */ cell) => cell.dataset.align ?? null,
    renderHTML: (/** @type {{ align: string | null }} */ { align }) => (align ? { "data-align": align } : {}),
  },
})

/** @param {"colspan" | "rowspan"} name */
function span(name) {
  return {
    default: 1,
    parseHTML: (/** @type {HTMLElement} */ cell) => Number(cell.getAttribute(name)) || 1,
    renderHTML: (/** @type {Record<string, number>} */ attrs) => (attrs[name] > 1 ? { [name]: attrs[name] } : {}),
  }
}

const cell = { content: "inline*", marks: MARKS_OF_CELLS, addAttributes: cellAttributes }
const Cell = TableCell.extend(cell)
const HeaderCell = TableHeader.extend(cell)

/** @typedef {[name: string, icon: string, title: string, command: (editor: Editor) => unknown]} Button */

/** @type {Button[]} */
const BUTTONS = [
  ["rowBefore", "vertical_align_top", gettext("Add row above"), (editor) => editor.commands.addRowBefore()],
  ["rowAfter", "vertical_align_bottom", gettext("Add row below"), (editor) => editor.commands.addRowAfter()],
  ["columnBefore", "first_page", gettext("Add column before"), (editor) => editor.commands.addColumnBefore()],
  ["columnAfter", "last_page", gettext("Add column after"), (editor) => editor.commands.addColumnAfter()],
  ["deleteRow", "remove_circle_outline", gettext("Delete row"), (editor) => editor.commands.deleteRow()],
  ["deleteColumn", "highlight_off", gettext("Delete column"), (editor) => editor.commands.deleteColumn()],
  ["headerRow", "border_top", gettext("Header row"), (editor) => editor.commands.toggleHeaderRow()],
  ["headerColumn", "border_left", gettext("Header column"), (editor) => editor.commands.toggleHeaderColumn()],
  ["merge", "call_merge", gettext("Merge or split cells"), (editor) => editor.commands.mergeOrSplit()],
  ["start", "format_align_left", gettext("Align column to the start"), (editor) => alignColumn(editor, null)],
  ["center", "format_align_center", gettext("Centre column"), (editor) => alignColumn(editor, "center")],
  ["end", "format_align_right", gettext("Align column to the end"), (editor) => alignColumn(editor, "end")],
  ["delete", "delete", gettext("Delete table"), (editor) => editor.commands.deleteTable()],
]

const Table = BaseTable.extend({
  group: "editorial",
  addAttributes: () => ({
    ...attributes("chart", "unit", "description", "credit", "creditUrl"),
    caption: {
      default: "",
      parseHTML: (/** @type {HTMLElement} */ table) =>
        table.querySelector(":scope > caption")?.textContent?.replace(/\s+/g, " ").trim() ?? "",
      rendered: false,
    },
  }),
  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "table",
    HTMLAttributes,
    ...(node.attrs.caption ? [["caption", node.attrs.caption]] : []),
    ["tbody", 0],
  ],
  addNodeView() {
    return ({ node, editor, getPos }) => new CaptionedTable(node, editor, getPos)
  },
  addKeyboardShortcuts() {
    const { editor } = this
    const inTable = (/** @type {() => boolean} */ command) => () => isInTable(editor.state) && command()
    return {
      ...this.parent?.(),
      Enter: inTable(() => editor.commands.setHardBreak()),
      "Mod-Enter": inTable(() => editor.commands.addRowAfter()),
      "Alt-F10": inTable(() => focusButtons(editor)),
      ArrowUp: () => moveVertically(editor, -1),
      ArrowDown: () => moveVertically(editor, 1),
      "Shift-ArrowLeft": () => selectCells(editor, "horiz", -1),
      "Shift-ArrowRight": () => selectCells(editor, "horiz", 1),
      "Shift-ArrowUp": () => selectCells(editor, "vert", -1),
      "Shift-ArrowDown": () => selectCells(editor, "vert", 1),
      Backspace: () => this.parent?.().Backspace({ editor }) || isAtEdge(editor.state, "start"),
      Delete: () => this.parent?.().Delete({ editor }) || isAtEdge(editor.state, "end"),
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "table",
      groups: "more insert",
      priority: 170,
      button: buttons.material("grid_on", gettext("Table")),
      command: (editor) => insertTable(editor),
      active: (editor) => isInTable(editor.state),
      enabled: (editor) => !isInTable(editor.state),
    })
    menu.defineItem({
      name: "table:chart",
      groups: "more insert",
      priority: 165,
      button: buttons.material("insert_chart", gettext("Chart")),
      command: (editor) => (isInTable(editor.state) ? openChart(editor) : insertTable(editor, DEFAULT_CHART)),
      active: (editor) => isInTable(editor.state) && Boolean(selectedRect(editor.state).table.attrs.chart),
    })
    BUTTONS.forEach(([name, icon, title, command], index) =>
      menu.defineItem({
        name: `table:${name}`,
        groups: "table",
        priority: 200 - index,
        button: buttons.material(icon, title),
        hidden: (editor) => !isInTable(editor.state),
        command: (editor) => {
          command(editor)
          editor.view.focus()
        },
      }),
    )
  },
})

// The caret cannot be between two cells: what is typed there would be another one.
export const TABLE = [Table, TableRow.extend(/** @type {any} */ ({ allowGapCursor: false })), HeaderCell, Cell]

/**
 * A table of three rows and columns below the block with the caret, which then is in its first cell. That of a chart has names
 * in its first column as well.
 * @param {Editor} editor
 * @param {string} [chart] the kind of chart
 */
function insertTable(editor, chart = "") {
  const { place, start } = findPlace(editor.state)
  const row = (/** @type {string} */ first, /** @type {string} */ type) => ({
    type: "tableRow",
    content: [first, type, type].map((type) => ({ type })),
  })
  const [header, line] = [row("tableHeader", "tableHeader"), row(chart ? "tableHeader" : "tableCell", "tableCell")]
  const content = { type: "table", attrs: { chart }, content: [header, line, line] }
  runAndFocus(
    editor,
    editor
      .chain()
      .insertContentAt(place, content, { updateSelection: false })
      .setTextSelection(start + 3),
  )
  announce(gettext("Table added. Tab moves to the next cell, Alt+F10 to the buttons for rows and columns."))
}

/** @type {Promise<typeof import("./chart.js")> | null} */
let loading = null

/** Loads what charts need, with the first one. */
function loadChart() {
  loading ??= import("./chart.js")
  loading.catch(() => (loading = null))
  return loading
}

/**
 * Draws the table with the caret as a chart, and goes to the fields of the chart.
 * @param {Editor} editor
 */
async function openChart(editor) {
  const { table, tableStart } = selectedRect(editor.state)
  const { tr } = editor.state
  if (!table.attrs.chart) editor.view.dispatch(tr.setNodeAttribute(tableStart - 1, "chart", DEFAULT_CHART))
  const dom = editor.view.nodeDOM(tableStart - 1)
  try {
    await loadChart()
  } catch {
    return refuse(notLoadedMessage())
  }
  if (dom instanceof HTMLElement) findOptional(".chart-fields select", dom)?.focus()
}

/**
 * @param {Editor} editor
 * @param {"center" | "end" | null} align
 */
function alignColumn(editor, align) {
  const { left, right, map, table, tableStart } = selectedRect(editor.state)
  const { tr } = editor.state
  for (const pos of map.cellsInRect({ left, right, top: 0, bottom: map.height }))
    if (table.nodeAt(pos)?.attrs.align !== align) tr.setNodeAttribute(tableStart + pos, "align", align)
  if (tr.docChanged) editor.view.dispatch(tr)
}

/**
 * Backspace and Delete never leave a cell.
 * @param {EditorState} state
 * @param {"start" | "end"} edge
 */
function isAtEdge(state, edge) {
  const { $from, empty } = state.selection
  if (!empty || !isInTable(state) || !$from.parent.isTextblock) return false
  return $from.parentOffset === (edge === "start" ? 0 : $from.parent.content.size)
}

/**
 * Up and down go to the next cell of the column, and out of the table from its first and last row. The commands of
 * prosemirror-tables expect paragraphs in cells.
 * @param {Editor} editor
 * @param {1 | -1} step
 */
function moveVertically({ state, view }, step) {
  const { $head, empty } = state.selection
  const $cell = isInTable(state) && empty && view.endOfTextblock(step > 0 ? "down" : "up") && cellAround($head)
  if (!$cell) return false
  const $next = nextCell($cell, "vert", step)
  const end = $next ? $next.pos + 1 : step > 0 ? $cell.after(-1) : $cell.before(-1)
  view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(end), $next ? 1 : step)).scrollIntoView())
  return true
}

/**
 * Shift and an arrow key at the edge of a cell select it and the next one; prosemirror-tables extends the selection.
 * @param {Editor} editor
 * @param {"horiz" | "vert"} axis
 * @param {1 | -1} step
 */
function selectCells({ state, view }, axis, step) {
  const { $head } = state.selection
  const isAtEdge = $head.parentOffset === (step < 0 ? 0 : $head.parent.content.size) || axis === "vert"
  if (state.selection instanceof CellSelection || !isInTable(state) || !isAtEdge) return false
  const $cell = cellAround($head)
  const $next = $cell && nextCell($cell, axis, step)
  if ($next) view.dispatch(state.tr.setSelection(new CellSelection($cell, $next)))
  return Boolean($next)
}

/** @param {Editor} editor */
function focusButtons(editor) {
  const bar = editor.view.dom.closest(".document-editor")
  const buttons = bar ? findAll("[data-name='table:rowAfter']", bar, HTMLButtonElement) : []
  buttons[0]?.focus()
  return buttons.length > 0
}

class CaptionedTable {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   */
  constructor(node, editor, getPos) {
    this.node = node
    this.editor = editor
    this.getPos = getPos
    /** @type {import("./chart.js").ChartFields | null} */
    this.chart = null
    this.caption = el("input", {
      className: "table-caption",
      placeholder: gettext("Caption"),
      "aria-label": gettext("Caption of the table"),
      maxLength: 300,
      autocomplete: "off",
      disabled: !editor.isEditable,
    })
    this.contentDOM = el("tbody", {})
    this.dom = el(
      "div",
      { className: "table-node" },
      el("div", { contentEditable: "false" }, this.caption),
      el("div", { className: "table-scroll" }, el("table", {}, this.contentDOM)),
    )
    this.caption.addEventListener("input", () => {
      const pos = getPos()
      if (pos !== undefined) editor.view.dispatch(editor.state.tr.setNodeAttribute(pos, "caption", this.caption.value))
    })
    this.caption.addEventListener("keydown", (event) => {
      if (!["Enter", "Escape"].includes(event.key)) return
      event.preventDefault()
      runAndFocus(editor, editor.chain().setTextSelection((getPos() ?? 0) + 3))
    })
    Object.assign(this, nodeViewEvents(this.contentDOM))
    this.update(node)
  }

  /** @param {ProseMirrorNode} node */
  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    if (this.caption.value !== node.attrs.caption) this.caption.value = node.attrs.caption
    if (this.chart) this.chart.update(node)
    else if (node.attrs.chart) this.addChart()
    return true
  }

  async addChart() {
    try {
      const { ChartFields } = await loadChart()
      if (this.chart) return
      this.chart = new ChartFields(this.editor, this.getPos)
      this.dom.append(this.chart.dom)
      this.chart.update(this.node)
    } catch {
      refuse(notLoadedMessage())
    }
  }

  destroy() {
    this.chart?.destroy()
  }
}
