// The node of an uploaded audio, video or PDF file.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { findOptional, gettext } from "../common/dom.js"
import { MediaFileView } from "./media_file_view.js"
import { attributes } from "./node_view.js"

export const MediaFile = Node.create({
  name: "mediaFile",
  group: "editorial",
  atom: true,
  draggable: true,
  addOptions: () => ({ files: "" }),
  addAttributes: () => ({
    ...attributes("id", "file", "title", "caption", "credit", "transcript", "name", "details", "src", "errors"),
    pending: { default: "", rendered: false },
  }),
  parseHTML: () => [{ tag: "figure[data-block=file]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-block": "file" }, HTMLAttributes)],
  addNodeView() {
    const url = this.options.files
    return ({ node, editor, getPos }) => new MediaFileView(node, editor, getPos, url)
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "mediaFile",
      groups: "blocks",
      priority: 184,
      button: buttons.material("attach_file", gettext("Audio, video or PDF")),
      command: (editor) => {
        const { $to } = editor.state.selection
        const after = $to.depth ? $to.after(1) : $to.pos
        editor.chain().insertContentAt(after, { type: "mediaFile" }).setNodeSelection(after).run()
        const dom = editor.view.nodeDOM(after)
        if (!(dom instanceof HTMLElement)) return
        dom.scrollIntoView({ block: "nearest" })
        findOptional("button[data-upload]", dom)?.focus()
      },
    })
  },
})
