// The focal point of a photo, set on the picture itself by a click or by arrow keys. The two number
// fields hold it, and do the same without this script.

const gettext = window.gettext ?? ((text) => text)
const picture = document.querySelector("img[data-focus]")
const fields = ["x", "y"].map((axis) => document.getElementById(`id_focus_${axis}`))
if (picture && fields.every(Boolean)) start(picture, fields)

function start(picture, [x, y]) {
  const frame = document.createElement("span")
  frame.className = "focus-frame"
  picture.replaceWith(frame)
  const mark = document.createElement("button")
  mark.type = "button"
  mark.className = "focus-mark"
  mark.setAttribute("aria-label", gettext("Focal point"))
  const hint = document.createElement("span")
  hint.className = "help focus-hint"
  hint.id = "focus-hint"
  hint.textContent = gettext(
    "Click the most important part of the picture, or move the mark with the arrow keys (hold Shift for larger steps).",
  )
  mark.setAttribute("aria-describedby", hint.id)
  const state = document.createElement("span")
  state.className = "focus-state"
  state.setAttribute("role", "status")
  frame.append(picture, mark)
  frame.after(hint, state)

  const within = (number) => Math.min(100, Math.max(0, Math.round(number) || 0))
  const show = () => {
    mark.style.left = `${within(x.value)}%`
    mark.style.top = `${within(y.value)}%`
  }
  const set = (left, top) => {
    x.value = within(left)
    y.value = within(top)
    show()
    state.textContent = gettext("From the left: %x %, from the top: %y %.")
      .replace("%x", x.value)
      .replace("%y", y.value)
  }

  picture.addEventListener("click", (event) => {
    const { left, top, width, height } = picture.getBoundingClientRect()
    set(((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100)
    mark.focus()
  })
  mark.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1
    const [dx, dy] =
      { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? []
    if (dx === undefined) return
    event.preventDefault()
    set(Number(x.value) + dx, Number(y.value) + dy)
  })
  for (const field of [x, y]) field.addEventListener("input", show)
  show()
}
