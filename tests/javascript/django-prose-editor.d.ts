// The part of django-prose-editor's bundle that our scripts import.
declare module "django-prose-editor/editor" {
  export { Editor, Extension, InputRule, Mark, mergeAttributes, Node, wrappingInputRule } from "@tiptap/core"
  export { Plugin } from "@tiptap/pm/state"

  export type NodeSelection = import("@tiptap/pm/state").NodeSelection
  export type PluginKey<State> = import("@tiptap/pm/state").PluginKey<State>
  type AnyExtension = import("@tiptap/core").Extension<any, any>
  type AnyMark = import("@tiptap/core").Mark<any, any>
  type AnyNode = import("@tiptap/core").Node<any, any>

  export const Blockquote: AnyNode
  export const Bold: AnyMark
  export const BulletList: AnyNode
  export const Code: AnyMark
  export const CodeBlock: AnyNode
  export const Document: AnyNode
  export const Dropcursor: AnyExtension
  export const Gapcursor: AnyExtension
  export const HardBreak: AnyNode
  export const Heading: AnyNode
  export const History: AnyExtension
  export const HorizontalRule: AnyNode
  export const Italic: AnyMark
  export const Link: AnyMark
  export const ListItem: AnyNode
  export const Menu: AnyExtension
  export const OrderedList: AnyNode
  export const Paragraph: AnyNode
  export const Placeholder: AnyExtension
  export const Strike: AnyMark
  export const Subscript: AnyMark
  export const Superscript: AnyMark
  export const Table: AnyNode
  export const TableCell: AnyNode
  export const TableHeader: AnyNode
  export const TableRow: AnyNode
  export const Text: AnyNode
  export const TrailingNode: AnyExtension
  export function createMenuFromGroups(groups: { group: string }[]): unknown[]

  export const pm: {
    commands: typeof import("@tiptap/pm/commands")
    keymap: typeof import("@tiptap/pm/keymap")
    history: typeof import("@tiptap/pm/history")
    model: typeof import("@tiptap/pm/model")
    state: typeof import("@tiptap/pm/state")
    tables: typeof import("@tiptap/pm/tables")
    transform: typeof import("@tiptap/pm/transform")
    view: typeof import("@tiptap/pm/view")
  }
}
