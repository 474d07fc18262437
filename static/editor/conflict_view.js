// The view of a conflict in the editor: who changed the block, both versions, and the buttons that choose.
import { pm } from "django-prose-editor/editor"
import { conflictsIn, resolveConflict } from "./conflict_commands.js"
import { announce, el, gettext, ngettext, uniqueId } from "../common/dom.js"
import { blockHandle, errorList, nodeViewEvents } from "./node_view.js"

const [THEIRS, MINE] = [0, 1]
const { Selection } = pm.state
const MINE_LABEL = gettext("Your unsaved version")
const savedLabel = (/** @type {boolean} */ isOwn) => (isOwn ? gettext("Saved version") : gettext("Their saved version"))

/**
 * Text in the language and direction of the desk, whatever the language of the post.
 * @template {"p"} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {string} textContent
 */
const deskText = (tag, className, textContent) =>
  el(tag, {
    className,
    textContent,
    contentEditable: "false",
    lang: document.documentElement.lang,
    dir: document.documentElement.dir || "ltr",
  })

export class ConflictView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   */
  constructor(node, editor, getPos) {
    this.node = node
    this.editor = editor
    this.getPos = getPos
    this.errors = errorList()
    this.contentDOM = el("div", { className: "conflict-versions" })
    this.intro = deskText("p", "conflict-intro", "")
    const button = (
      /** @type {string} */ textContent,
      /** @type {number[]} */ versions,
      /** @type {string} */ message,
    ) => {
      const element = el("button", { type: "button", className: "button", textContent })
      element.addEventListener("click", () => this.keep(versions, message))
      return element
    }
    this.differences = el("div", {
      className: "conflict-differences",
      contentEditable: "false",
      lang: document.documentElement.lang,
      dir: document.documentElement.dir || "ltr",
    })
    this.actions = el(
      "div",
      {
        className: "conflict-actions",
        contentEditable: "false",
        role: "group",
        "aria-label": gettext("Resolve this conflict"),
      },
      node.attrs.by
        ? button(gettext("Keep theirs"), [THEIRS], gettext("Their version is kept."))
        : button(gettext("Keep saved version"), [THEIRS], gettext("The saved version is kept.")),
      button(gettext("Keep mine"), [MINE], gettext("Your version is kept.")),
      button(gettext("Keep both"), [THEIRS, MINE], gettext("Both versions are kept.")),
    )
    this.actions.addEventListener("keydown", (event) => event.key === "Escape" && this.goBack(event))
    this.dom = el(
      "div",
      { className: "node conflict-node", role: "group", "aria-label": gettext("Block with two versions") },
      blockHandle(editor, getPos, gettext("Two versions")),
      this.intro,
      this.contentDOM,
      this.differences,
      this.actions,
      this.errors.element,
    )
    Object.assign(this, nodeViewEvents(this.contentDOM))
    this.show()
  }

  /**
   * @param {number[]} versions
   * @param {string} message
   */
  keep(versions, message) {
    const { editor } = this
    const pos = this.getPos() ?? 0
    const tr = resolveConflict(pm.history.closeHistory(editor.state.tr), pos, versions) // Undone by itself.
    editor.view.dispatch(
      tr.setSelection(Selection.near(tr.doc.resolve(Math.min(pos, tr.doc.content.size)))).scrollIntoView(),
    )
    editor.view.focus()
    const left = conflictsIn(editor.state.doc).length
    const more = ngettext(
      "{count} block still has two versions.",
      "{count} blocks still have two versions.",
      left,
    ).replace("{count}", String(left))
    announce(left ? `${message} ${more}` : message)
  }

  /**
   * Moves the focus from the buttons to the text of the last version.
   * @param {KeyboardEvent} event
   */
  goBack(event) {
    event.preventDefault()
    const { state, view } = this.editor
    const end = (this.getPos() ?? 0) + this.node.nodeSize
    view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(end - 2), -1)).scrollIntoView())
    view.focus()
  }

  show() {
    const { by, errors } = this.node.attrs
    this.intro.textContent =
      (by ? gettext("{who} saved a change to this block while you were editing it.").replace("{who}", by) + " " : "") +
      gettext("Choose which version to keep. You can edit both first.")
    this.errors.show(errors, this.dom)
    void this.showDifferences()
  }

  /** Rarely needed, so not part of the form's script. */
  async showDifferences() {
    const { differenceTable, findDifferences } = await import("./conflict_differences.js")
    const { firstChild, lastChild, attrs } = this.node
    const differences = firstChild && lastChild ? findDifferences(firstChild, lastChild) : []
    const table = differenceTable(differences, [savedLabel(!attrs.by), MINE_LABEL])
    this.differences.replaceChildren(...(differences.length ? [table] : []))
  }

  /** @param {ProseMirrorNode} node */
  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show()
    return true
  }
}

export class ConflictVersionView {
  /**
   * @param {ProseMirrorNode} node
   * @param {boolean} isOwn
   */
  constructor(node, isOwn) {
    this.node = node
    const isMine = node.attrs.version === "mine"
    const label = deskText("p", "version-label", isMine ? MINE_LABEL : savedLabel(isOwn))
    label.id = uniqueId("version")
    this.contentDOM = el("div", { className: "version-text" })
    this.hint = deskText("p", "version-hint", gettext("This block was deleted."))
    this.dom = el(
      "div",
      { className: "conflict-version", role: "group", "aria-labelledby": label.id },
      label,
      this.contentDOM,
      this.hint,
    )
    Object.assign(this, nodeViewEvents(this.contentDOM))
    this.show()
  }

  show() {
    this.hint.hidden = this.node.childCount > 0
  }

  /** @param {ProseMirrorNode} node */
  update(node) {
    if (node.type !== this.node.type || node.attrs.version !== this.node.attrs.version) return false
    this.node = node
    this.show()
    return true
  }
}
