// One message as a person sees it: text, file, time, buttons.
"use strict";

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(document.createElementNS(space, "use"));
  drawing.firstChild.setAttribute("href", `#i-${name}`);
  return drawing;
}

// English as in Europe: 31 January, 16:05.
function locale() {
  return pageLanguage === "en" ? "en-GB" : "nl-NL";
}

function inDays(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(locale(), { weekday: "long", day: "numeric", month: "long" });
}

function inSize(bytes) {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} kB`
    : `${(bytes / 1048576).toLocaleString(locale(), { maximumFractionDigits: 1 })} MB`;
}

// 31612345678 as people write it: +31 6 1234 5678.
function inDigits(phone) {
  return phone.replace(/^\+?(31)(6)(\d{4})(\d{4})$/, "+$1 $2 $3 $4");
}

// What a message is, in one line.
function excerpt(message) {
  const kind = message.file ? (message.file.name ?? word(message.file.kind)) : word(message.kind === "contact" ? "contact" : "other-kind");
  return (message.text || kind || "").replace(/\s+/g, " ").slice(0, 160);
}

// `acts` has what can be done with a message: press(message, button, element), edit(message), reply(message),
// quoted(message), goTo(id), loaded().
function bubble(message, acts) {
  const own = !message.from_bot;
  const row = make("article", { className: own ? "row own" : "row" });
  row.dataset.day = inDays(message.date);
  const body = make("div", { className: "bubble" }, make("span", { className: "hear", textContent: `${word(own ? "you" : "bot")}: ` }));
  if (message.reply_to) body.append(quoteView(message, acts));
  if (message.file) body.append(fileView(message, acts));
  if (message.kind === "contact") body.append(make("p", { className: "note" }, icon("phone"), `${word("contact")}: ${inDigits(message.contact ?? "")}`));
  else if (!message.html && !message.file) body.append(make("p", { className: "note", textContent: word("other-kind") }));
  if (message.html) body.append(textView(message.html));
  if (message.reaction) body.append(make("span", { className: "reaction", role: "img", ariaLabel: `${word("reaction")} ${message.reaction}`, textContent: message.reaction }));
  body.append(foot(message, own, acts));
  row.append(body);
  if (message.buttons.length) {
    const rows = message.buttons.map((line) => make("div", { className: "line" }, ...line.map((it) => inlineButton(message, it, acts))));
    row.append(make("div", { className: "buttons" }, ...rows));
  }
  return row;
}

// The server escaped what was typed; only Telegram's own tags are left.
function textView(html) {
  const text = make("div", { className: "text", innerHTML: html });
  for (const link of text.querySelectorAll("a[href]")) {
    // A telephone or a mail program opens beside the page; all else in a tab of its own.
    if (!/^(tel|mailto):/.test(link.href)) Object.assign(link, { rel: "noreferrer noopener", target: "_blank" });
    const inside = insideTelegram(link.href);
    if (inside) link.dataset.inside = inside;
  }
  for (const command of text.querySelectorAll("a[data-command]")) { command.tabIndex = 0; command.role = "button"; }
  for (const hidden of text.querySelectorAll(".tg-spoiler")) hidden.tabIndex = 0;
  return text;
}

// Whose chat Telegram would open: somebody's of this demo, who is nobody outside it.
function insideTelegram(href) {
  const [, id] = /^tg:\/\/user\/?\?id=(\d+)$/.exec(href) ?? [];
  const [, username] = /^https?:\/\/t\.me\/(\w+)\/?$/.exec(href) ?? [];
  const person = people.find((it) => String(it.id) === id || (username && it.username?.toLowerCase() === username.toLowerCase()));
  return person?.name ?? (id ? word("somebody") : "");
}

// The message that this one replies to, as it is now, or as it was before it was deleted.
function quoteView(message, acts) {
  const quoted = acts.quoted(message);
  const there = Boolean(quoted?.message_id);
  const name = word(quoted?.from_bot ? "bot" : "you");
  const inner = [make("b", { textContent: name }), make("span", { textContent: quoted ? excerpt(quoted) : "" })];
  const quote = there
    ? make("button", { type: "button", className: "quote", ariaLabel: `${word("in-reply")} ${name}: ${excerpt(quoted)}`, title: word("go-to") }, ...inner)
    : make("div", { className: "quote" }, ...inner);
  if (there) quote.addEventListener("click", () => acts.goTo(message.reply_to));
  quote.dataset.of = message.reply_to;
  quote.dataset.in = message.message_id;
  return quote;
}

function foot(message, own, acts) {
  const time = new Date(message.date * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
  const end = make("footer", {}, message.edited ? `${word("edited")} ${time}` : time);
  const label = `${word("reply")}: ${excerpt(message).slice(0, 60)}`;
  const reply = make("button", { type: "button", className: "reply", title: word("reply"), ariaLabel: label }, icon("reply"));
  reply.addEventListener("click", () => acts.reply(message));
  end.append(reply);
  if (own && (message.kind === "text" || (message.file && message.file.kind !== "sticker"))) {
    const edit = make("button", { type: "button", className: "edit", title: word("edit"), ariaLabel: word("edit") }, icon("pen"));
    edit.addEventListener("click", () => acts.edit(message));
    end.prepend(edit);
  }
  return end;
}

function inlineButton(message, it, acts) {
  if (it.url) return make("a", { className: "inline", href: it.url, target: "_blank", rel: "noreferrer noopener", textContent: it.text });
  const button = make("button", { type: "button", className: "inline", textContent: it.text });
  button.addEventListener("click", () => acts.press(message, it, button));
  return button;
}

function fileView(message, acts) {
  const { file } = message;
  const href = `/api/file/${encodeURIComponent(file.file_id)}`;
  if (file.kind === "photo") {
    const image = make("img", { src: href, alt: message.text || word("photo"), className: "photo" });
    image.addEventListener("load", acts.loaded);
    return make("a", { className: "picture", href, target: "_blank" }, image);
  }
  if (["voice", "audio"].includes(file.kind)) {
    const sound = make("audio", { src: href, controls: true, preload: "metadata", ariaLabel: word(file.kind) });
    sound.addEventListener("loadedmetadata", acts.loaded);
    return make("div", { className: "sound" }, icon("voice"), sound);
  }
  if (file.kind === "video") {
    const film = make("video", { src: href, controls: true, preload: "metadata", className: "photo", ariaLabel: word("video") });
    film.addEventListener("loadedmetadata", acts.loaded);
    return film;
  }
  const name = file.name || word("file");
  return make("a", { href, className: "document", download: name }, icon("page"), make("span", {}, make("b", { textContent: name }), make("small", { textContent: inSize(file.size) })));
}

// A line above the first message of each day.
function markDays(log) {
  for (const line of log.querySelectorAll(".day")) line.remove();
  let day = "";
  for (const row of log.querySelectorAll(".row")) {
    if (row.dataset.day !== day) row.before(make("p", { className: "day", textContent: row.dataset.day }));
    day = row.dataset.day;
  }
}
