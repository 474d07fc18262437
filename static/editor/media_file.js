// The node of an uploaded audio, video or PDF file.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { insertBlock } from "./insert_block.js"
import { MediaFileView } from "./media_file_view.js"
import { attributes } from "./node_view.js"

export const MediaFile = Node.create({
  name: "mediaFile",
  group: "editorial",
  atom: true,
  draggable: true,
  addOptions: () => ({ file: "", files: "", filePages: "" }),
  addAttributes: () => ({
    ...attributes(
      "id",
      "file",
      "title",
      "caption",
      "credit",
      "transcript",
      "kind",
      "name",
      "details",
      "src",
      "removed",
      "errors",
    ),
    pending: { default: "", rendered: false },
  }),
  parseHTML: () => [{ tag: "figure[data-block=file]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-block": "file" }, HTMLAttributes)],
  addNodeView() {
    const urls = this.options
    return ({ node, editor, getPos }) => new MediaFileView(node, editor, getPos, urls)
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "mediaFile",
      groups: "blocks insert",
      priority: 184,
      button: buttons.material("attach_file", gettext("Audio, video or PDF")),
      command: (editor) => insertBlock(editor, { type: "mediaFile" }, "button[data-upload]"),
    })
  },
})
