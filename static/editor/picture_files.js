// Pictures that are dropped or pasted become figures.
import { Extension, Plugin } from "django-prose-editor/editor"
import { pictures, startUpload } from "./upload.js"

/** A figure for each file, at a place between blocks. */
export function insertPictures(editor, url, files, pos) {
  const figure = (file) => ({ type: "figure", attrs: { pending: startUpload(url, file, { fresh: true }) } })
  return editor.commands.insertContentAt(pos, files.map(figure), { updateSelection: false })
}

export const PictureFiles = Extension.create({
  name: "pictureFiles",
  priority: 1000,
  addOptions: () => ({ upload: "" }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    const insert = (files, pos) => insertPictures(editor, options.upload, files, pos)
    const blockBoundary = ($pos) => ($pos.depth ? $pos.after(1) : $pos.pos)
    return [
      new Plugin({
        props: {
          handlePaste: (view, event) => {
            const files = pictures(event.clipboardData?.files)
            // Word and spreadsheets put a picture of the text beside the text: the text is meant.
            if (!files.length || event.clipboardData.types.includes("text/html")) return false
            return insert(files, blockBoundary(view.state.selection.$to))
          },
          handleDrop: (view, event, slice, moved) => {
            // Of whatever kind: a file that is no picture gets the server's word on it at its figure.
            const files = moved ? [] : [...(event.dataTransfer?.files ?? [])]
            if (!files.length) return false
            const found = view.posAtCoords({ left: event.clientX, top: event.clientY })
            event.preventDefault()
            view.focus()
            return insert(files, found ? blockBoundary(view.state.doc.resolve(found.pos)) : view.state.doc.content.size)
          },
        },
      }),
    ]
  },
})
