// Pictures that are dropped or pasted become figures; audio, video and PDF become blocks of files.
import { Extension, Plugin } from "django-prose-editor/editor"
import { isMediaFile, pictures, startUpload } from "./upload.js"

/**
 * A block for each file, at a place between blocks.
 * @param {Editor} editor
 * @param {{ upload: string, file: string }} urls
 * @param {File[]} files
 * @param {number} pos
 */
function insertFiles(editor, urls, files, pos) {
  const block = (/** @type {File} */ file) =>
    isMediaFile(file)
      ? { type: "mediaFile", attrs: { pending: startUpload(urls.file, file, { fresh: true, isRaw: true }) } }
      : { type: "figure", attrs: { pending: startUpload(urls.upload, file, { fresh: true }) } }
  return editor.commands.insertContentAt(pos, files.map(block), { updateSelection: false })
}

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
  addOptions: () => ({ upload: "", file: "" }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    const insert = (/** @type {File[]} */ files, /** @type {number} */ pos) => insertFiles(editor, options, files, pos)
    const blockBoundary = (/** @type {ResolvedPos} */ $pos) => ($pos.depth ? $pos.after(1) : $pos.pos)
    return [
      new Plugin({
        props: {
          handlePaste: (view, event) => {
            const { files: pasted } = event.clipboardData ?? {}
            const files = [...pictures(pasted), ...[...(pasted ?? [])].filter(isMediaFile)]
            // Word and spreadsheets add a picture of the text to the text: paste the text.
            if (!files.length || event.clipboardData?.types.includes("text/html")) return false
            return insert(files, blockBoundary(view.state.selection.$to))
          },
          handleDrop: (view, event, slice, moved) => {
            // Of any kind: for a file that cannot be shown, its figure shows the server's error.
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
