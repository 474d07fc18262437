// Find and replace: its keys, its button and its bar.
import { Extension } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { FindBar } from "./find_bar.js"
import { createResultsPlugin } from "./find_state.js"

export const FindReplace = Extension.create({
  name: "findReplace",
  /** @returns {{ bar: FindBar | null }} */
  addStorage: () => ({ bar: null }),
  addKeyboardShortcuts() {
    const open = () => openBar(this.editor)
    return { "Mod-h": open, "Mod-Shift-h": open } // ⌘H hides a program on a Mac.
  },
  addProseMirrorPlugins() {
    return [createResultsPlugin((results) => this.storage.bar?.update(results))]
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "findReplace",
      groups: "more",
      button: buttons.material("find_replace", gettext("Find and replace (Ctrl+H)")),
      command: openBar,
    })
  },
})

/** @param {Editor} editor */
function openBar(editor) {
  const { storage } = editor
  storage.findReplace.bar ??= new FindBar(editor)
  storage.findReplace.bar.open()
  return true
}
