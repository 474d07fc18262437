// The button that unfolds the last group of the toolbar, which has the commands that are needed less often.
import { Extension } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"

export const MoreButtons = Extension.create({
  name: "moreButtons",
  addMenuItems({ buttons, menu }) {
    const button = buttons.material("more_vert", gettext("More formatting"))
    button.setAttribute("aria-expanded", "false")
    menu.defineItem({
      name: "moreButtons",
      groups: "unfold",
      button,
      command: () => {
        const isUnfolded = button.closest(".prose-menubar")?.classList.toggle("is-unfolded")
        button.setAttribute("aria-expanded", String(isUnfolded))
        button.focus()
        if (isUnfolded) button.scrollIntoView({ block: "nearest", inline: "start" }) // A strip on phones.
      },
    })
  },
})
