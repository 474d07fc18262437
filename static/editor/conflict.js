// A block that two people changed: both versions side by side, until somebody keeps one of them or both.
import { Extension, mergeAttributes, Node, Plugin, pm } from "django-prose-editor/editor"
import { conflictAt, conflictsIn, resolveConflict } from "./conflict_commands.js"
import { ConflictVersionView, ConflictView } from "./conflict_view.js"
import { announce, gettext } from "../common/dom.js"
import { attributes } from "./node_view.js"

const { Selection } = pm.state

export const Conflict = Node.create({
  name: "conflict",
  group: "conflicts",
  content: "conflictVersion conflictVersion",
  defining: true,
  isolating: true,
  draggable: true,
  addAttributes: () => attributes("by", "errors"),
  parseHTML: () => [{ tag: "section[data-block=conflict]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", mergeAttributes({ "data-block": "conflict" }, HTMLAttributes), 0],
  addNodeView:
    () =>
    ({ node, editor, getPos }) =>
      new ConflictView(node, editor, getPos),
})

/**
 * Are both versions of one person, from two tabs? Then the conflict names nobody.
 * @param {Editor} editor
 * @param {GetPos} getPos
 */
const isOwn = (editor, getPos) => !editor.state.doc.resolve(getPos() ?? 0).parent.attrs.by

export const ConflictVersion = Node.create({
  name: "conflictVersion",
  content: "(block | editorial)*",
  isolating: true,
  selectable: false,
  addAttributes: () => attributes("version"),
  parseHTML: () => [{ tag: "section[data-version]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", mergeAttributes(HTMLAttributes), 0],
  addNodeView:
    () =>
    ({ node, editor, getPos }) =>
      new ConflictVersionView(node, isOwn(editor, getPos)),
})

/** Resolves a conflict once both versions have been edited to be the same. */
export const SameVersions = Extension.create({
  name: "sameVersions",
  addProseMirrorPlugins: () => [
    new Plugin({
      appendTransaction(transactions, _before, state) {
        if (!transactions.some(({ docChanged }) => docChanged)) return null
        const same = conflictsIn(state.doc).filter((pos) => {
          const conflict = state.doc.nodeAt(pos)
          return conflict?.firstChild && conflict.lastChild?.content.eq(conflict.firstChild.content)
        })
        if (!same.length) return null
        const { tr } = state
        const { $from } = state.selection
        for (const pos of same.reverse()) {
          const isHere = conflictAt(state) === pos && $from.depth > 1
          const offset = isHere ? $from.pos - $from.start(2) : 0 // The same place in the version that stays.
          resolveConflict(tr, pos, [1])
          if (isHere) tr.setSelection(Selection.near(tr.doc.resolve(pos + offset)))
        }
        announce(gettext("Both versions are the same now: the conflict is resolved."))
        return tr
      },
    }),
  ],
})
