// Marks of words: struck out, inserted, raised, lowered, and code. Ctrl+U would be underlined elsewhere: inserted words are.
import { Code, Mark, Strike, Subscript, Superscript } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { runAndFocus } from "./node_view.js"

// Pasted text stays as it is: only typing turns signs into marks.
const addPasteRules = () => []

/**
 * @param {string} name
 * @param {string} icon
 * @param {string} title
 * @param {number} priority
 * @returns {(options: MenuOptions) => void}
 */
const addButton =
  (name, icon, title, priority) =>
  ({ buttons, menu }) =>
    menu.defineItem({
      name,
      groups: "more",
      priority,
      button: buttons.material(icon, title),
      command: (editor) => runAndFocus(editor, editor.chain().toggleMark(name)),
      active: (editor) => editor.isActive(name),
      enabled: (editor) => editor.can().toggleMark(name),
    })

const StruckOut = Strike.extend({
  addPasteRules,
  addMenuItems: addButton("strike", "format_strikethrough", gettext("Struck out (Ctrl+Shift+X)"), 300),
  addKeyboardShortcuts: () => ({
    "Mod-Shift-x": (/** @type {{ editor: Editor }} */ { editor }) => editor.commands.toggleMark("strike"),
  }),
})

const Inserted = Mark.create({
  name: "inserted",
  parseHTML: () => [{ tag: "ins" }],
  renderHTML: () => ["ins", 0],
  addMenuItems: addButton("inserted", "format_underlined", gettext("Inserted (Ctrl+U)"), 290),
  addKeyboardShortcuts: () => ({ "Mod-u": ({ editor }) => editor.commands.toggleMark("inserted") }),
})

const Raised = Superscript.extend({
  excludes: "superscript subscript",
  addMenuItems: addButton("superscript", "superscript", gettext("Superscript (Ctrl+.)"), 280),
})

const Lowered = Subscript.extend({
  excludes: "superscript subscript",
  addMenuItems: addButton("subscript", "subscript", gettext("Subscript (Ctrl+,)"), 270),
})

const InlineCode = Code.extend({
  excludes: "code superscript subscript", // Words of a quotation or a link can be code.
  addPasteRules,
  addMenuItems: addButton("code", "code", gettext("Code (Ctrl+E)"), 260),
})

export const MARKS = [StruckOut, Inserted, Raised, Lowered, InlineCode]
