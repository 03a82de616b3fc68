// What every page loads. Pages work without it as far as they can: links are links, forms are forms.
import "htmx.org";
import { drawOver } from "./blackening";
import { copyFields } from "./copying";
import { countDown } from "./countdown";
import { sendCsrfToken } from "./csrf";
import { openDialogs } from "./dialogs";
import { guardForms } from "./forms";
import { compareHashes } from "./hashing";
import { closeMenus, toggleNavigation } from "./menus";
import { placeReasons } from "./reasons";
import { openRows } from "./rows";
import { tellSaving } from "./saving";
import { tickAll } from "./ticking";

sendCsrfToken();
toggleNavigation();
closeMenus();
openDialogs();
guardForms();
openRows();
copyFields();
placeReasons();
tellSaving();
drawOver();
countDown();
compareHashes();
tickAll();
