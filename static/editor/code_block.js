// Blocks of code: Tab and Shift+Tab indent, Enter three times or Ctrl+Enter goes on below. The field above names the language.
import { CodeBlock as BaseCodeBlock } from "django-prose-editor/editor"
import { el, gettext } from "../common/dom.js"
import { runAndFocus } from "./node_view.js"

const FORBIDDEN_RE = /[^a-z0-9+#._-]/gi // as on the server
const MAX_LANGUAGE_LENGTH = 30

export const CodeBlock = BaseCodeBlock.extend({
  addOptions() {
    return { ...this.parent?.(), enableTabIndentation: true, tabSize: 4 }
  },
  addNodeView() {
    return ({ node, editor, getPos }) => new CodeView(node, editor, getPos)
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "codeBlock",
      groups: "more insert",
      priority: 180,
      button: buttons.material("terminal", gettext("Block of code (Ctrl+Alt+C)")),
      command: (editor) => runAndFocus(editor, editor.chain().toggleNode("codeBlock", "paragraph")),
      active: (editor) => editor.isActive("codeBlock"),
    })
  },
})

class CodeView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   */
  constructor(node, editor, getPos) {
    this.node = node
    this.language = el("input", {
      className: "code-language",
      placeholder: gettext("Language"),
      "aria-label": gettext("Language of the code"),
      maxLength: MAX_LANGUAGE_LENGTH,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: false,
      disabled: !editor.isEditable,
    })
    this.contentDOM = el("code", { spellcheck: false })
    this.dom = el(
      "div",
      { className: "code-block" },
      el("div", { contentEditable: "false" }, this.language),
      el("pre", { dir: "ltr" }, this.contentDOM),
    )
    this.language.addEventListener("input", () => {
      const pos = getPos()
      const language = this.language.value.replace(FORBIDDEN_RE, "") || null
      if (pos !== undefined) editor.view.dispatch(editor.state.tr.setNodeAttribute(pos, "language", language))
    })
    this.language.addEventListener("keydown", (event) => {
      if (!["Enter", "Escape"].includes(event.key)) return
      event.preventDefault()
      runAndFocus(editor, editor.chain().setTextSelection((getPos() ?? 0) + 1))
    })
    this.language.addEventListener("blur", () => this.update(this.node))
    this.update(node)
  }

  /** @param {ProseMirrorNode} node */
  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    const language = node.attrs.language ?? ""
    if (document.activeElement !== this.language) this.language.value = language
    return true
  }

  /** @param {Event} event */
  stopEvent = (event) => event.target === this.language

  /** @param {{ target: Node }} mutation */
  ignoreMutation = ({ target }) => !this.contentDOM.contains(target)
}
