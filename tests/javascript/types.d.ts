// Types of our scripts' environment: Django's catalogue, and django-prose-editor's bundle of Tiptap.
import "@tiptap/core"

declare global {
  type Editor = import("@tiptap/core").Editor & { dom?: HTMLElement }
  type ChainedCommands = import("@tiptap/core").ChainedCommands
  type Mark = import("@tiptap/pm/model").Mark
  type NodeType = import("@tiptap/pm/model").NodeType
  type ParseRules = readonly import("@tiptap/pm/model").TagParseRule[]
  type CommandProps = import("@tiptap/core").CommandProps
  type GetPos = () => number | undefined
  type EditorState = import("@tiptap/pm/state").EditorState
  type EditorView = import("@tiptap/pm/view").EditorView
  type Fragment = import("@tiptap/pm/model").Fragment
  type ProseMirrorNode = import("@tiptap/pm/model").Node
  type ResolvedPos = import("@tiptap/pm/model").ResolvedPos
  type Slice = import("@tiptap/pm/model").Slice
  type Transaction = import("@tiptap/pm/state").Transaction

  interface Window {
    gettext?: (text: string) => string
    ngettext?: (singular: string, plural: string, count: number) => string
  }

  interface MenuItem {
    name: string
    groups: string
    button: HTMLElement
    command: (editor: Editor) => unknown
    active?: (editor: Editor) => boolean
    enabled?: (editor: Editor) => boolean
    hidden?: (editor: Editor) => boolean
    priority?: number
  }

  interface MenuOptions {
    buttons: { material: (icon: string, title: string) => HTMLElement }
    menu: { defineItem: (item: MenuItem) => void; items: (group: string) => MenuItem[] }
  }
}

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    pullquote: {
      addColumnAfter: () => ReturnType
      addColumnBefore: () => ReturnType
      addFootnote: () => ReturnType
      addLink: () => ReturnType
      addRowAfter: () => ReturnType
      addRowBefore: () => ReturnType
      deleteColumn: () => ReturnType
      deleteRow: () => ReturnType
      deleteTable: () => ReturnType
      mergeOrSplit: () => ReturnType
      redo: () => ReturnType
      setHardBreak: () => ReturnType
      setHorizontalRule: () => ReturnType
      setLink: (attributes: { href: string }) => ReturnType
      toggleBlockquote: () => ReturnType
      toggleHeaderColumn: () => ReturnType
      toggleHeaderRow: () => ReturnType
      toggleInlineQuotation: () => ReturnType
      toggleQuotation: () => ReturnType
      undo: () => ReturnType
      unsetLink: () => ReturnType
    }
  }
  interface Storage {
    blockKeymap: { isEntered: boolean; isTyped: boolean }
    findReplace: { bar: import("../../static/editor/find_bar.js").FindBar | null }
    footnote: { panel: import("../../static/editor/footnote_panel.js").FootnotePanel | null }
    inlineQuotation: { panel: import("../../static/editor/inline_quotation_panel.js").InlineQuotationPanel | null }
    menu: { menu: { items: (selector: string) => import("../../static/editor/toolbar_items.js").ToolbarItem[] } }
    quotePage: { panel: import("../../static/editor/quote_page_panel.js").QuotePagePanel | null }
    selectionToolbar: { bar: import("../../static/editor/selection_toolbar.js").SelectionBar | null }
    noteMarks: { open: (id: number) => void; write: () => void }
  }
  interface ExtendableConfig<Options, Storage> {
    addMenuItems?: (
      this: { name: string; options: Options; storage: Storage; parent?: (options: MenuOptions) => void },
      options: MenuOptions,
    ) => void
  }
}
