// Pictures that are dropped or pasted become figures.
import { Extension, Plugin } from "django-prose-editor/editor"
import { pictures, startUpload } from "./upload.js"

/**
 * A figure for each file, at a place between blocks.
 * @param {Editor} editor
 * @param {string} url
 * @param {File[]} files
 * @param {number} pos
 */
export function insertPictures(editor, url, files, pos) {
  const figure = (/** @type {File} */ file) => ({
    type: "figure",
    attrs: { pending: startUpload(url, file, { fresh: true }) },
  })
  return editor.commands.insertContentAt(pos, files.map(figure), { updateSelection: false })
}

export const PictureFiles = Extension.create({
  name: "pictureFiles",
  priority: 1000,
  addOptions: () => ({ upload: "" }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    const insert = (/** @type {File[]} */ files, /** @type {number} */ pos) =>
      insertPictures(editor, options.upload, files, pos)
    const blockBoundary = (/** @type {ResolvedPos} */ $pos) => ($pos.depth ? $pos.after(1) : $pos.pos)
    return [
      new Plugin({
        props: {
          handlePaste: (view, event) => {
            const files = pictures(event.clipboardData?.files)
            // Word and spreadsheets add a picture of the text to the text: paste the text.
            if (!files.length || event.clipboardData?.types.includes("text/html")) return false
            return insert(files, blockBoundary(view.state.selection.$to))
          },
          handleDrop: (view, event, slice, moved) => {
            // Of any kind: for a file that is no picture, its figure shows the server's error.
            const files = moved ? [] : [...(event.dataTransfer?.files ?? [])]
            if (!files.length) return false
            const target = view.posAtCoords({ left: event.clientX, top: event.clientY })
            event.preventDefault()
            view.focus()
            return insert(
              files,
              target ? blockBoundary(view.state.doc.resolve(target.pos)) : view.state.doc.content.size,
            )
          },
        },
      }),
    ]
  },
})
