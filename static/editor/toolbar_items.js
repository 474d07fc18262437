// The items of the toolbar, for the menus that offer some of them: their labels, keys, icons and commands are defined once.
import { gettext } from "../common/dom.js"

const TITLE_RE = /^(.*?)\s*[(（]([^()（）]+)[)）]$/

/**
 * @typedef {object} ToolbarItem
 * @property {string} name
 * @property {Set<string>} groups
 * @property {HTMLElement} button
 * @property {(editor: Editor) => unknown} command
 * @property {(editor: Editor) => boolean} active
 * @property {(editor: Editor) => boolean} enabled
 * @property {(editor: Editor) => boolean} hidden
 */

/** The groups of the toolbar, in their order. */
export const TOOLBAR_GROUPS = [
  "blocks",
  "headings",
  "marks",
  "link",
  "lists",
  "notes",
  "unfold",
  "history",
  "table", // Only in tables.
  "more", // The last one: folded until the button of "unfold" is pressed.
]

/**
 * The items of the toolbar that are in one of these groups as well, in the order of the toolbar.
 * @param {Editor} editor
 * @param {string[]} groups
 * @returns {ToolbarItem[]}
 */
export function listItems(editor, groups) {
  const { menu } = editor.storage.menu
  const items = TOOLBAR_GROUPS.flatMap((group) => menu.items(group))
  return items.filter((item) => groups.some((group) => item.groups.has(group)))
}

/**
 * The label of an item and its keys, which may be ''.
 * @param {ToolbarItem} item
 */
export function describeItem({ button }) {
  const title = button.getAttribute("aria-label") ?? ""
  const [, label, keys] = TITLE_RE.exec(title) ?? [null, title, ""]
  return { label, keys }
}

/** Names of the items that the editor's package defines, with their keys. @type {Record<string, string>} */
export const NAMES = {
  heading2: gettext("Heading (Ctrl+Alt+2)"),
  heading3: gettext("Subheading (Ctrl+Alt+3)"),
  heading4: gettext("Lower subheading (Ctrl+Alt+4)"),
  bold: gettext("Bold (Ctrl+B)"),
  italic: gettext("Italic (Ctrl+I)"),
  link: gettext("Link (Ctrl+K)"),
  unlink: gettext("Remove link"),
  bulletList: gettext("Bullet list (Ctrl+Shift+8)"),
  orderedList: gettext("Numbered list (Ctrl+Shift+7)"),
  "history:undo": gettext("Undo (Ctrl+Z)"),
  "history:redo": gettext("Redo (Ctrl+Shift+Z)"),
}
