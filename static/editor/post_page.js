// All scripts of the form of a post or page, which are served as one.
import "./editor.js"
import "./post_form.js"
import "./pin.js"
import "./share_dialog.js"
import "../desk/palette.js"
