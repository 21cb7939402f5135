// What a person is about to send: text, files, and the message that it changes or replies to.
"use strict";

const FILE_LIMIT = 20 * 1024 * 1024;

class Writing {
  constructor(chat) {
    this.chat = chat;
    this.input = chat.input;
    this.find = chat.find;
    this.files = [];
    // { edit } or { reply }: the message that what is typed is about.
    this.about = null;
  }

  // Somebody else writes here now.
  forget() {
    this.stop();
    this.files = [];
    this.drawFiles();
  }

  edit(message) {
    this.about = { edit: message };
    this.input.value = message.text;
    this.drawAbout();
  }

  reply(message) {
    if (this.about?.edit) this.input.value = "";
    this.about = { reply: message };
    this.drawAbout();
  }

  // The text of a message that is not changed after all goes; that of a reply stays.
  stop() {
    if (!this.about) return;
    if (this.about.edit) this.input.value = "";
    this.about = null;
    this.drawAbout();
  }

  // A message that was deleted can be neither changed nor replied to.
  gone(id) {
    if ((this.about?.edit ?? this.about?.reply)?.message_id === id) this.stop();
  }

  drawAbout() {
    const place = this.find(".about-message");
    place.hidden = !this.about;
    this.grow();
    if (!this.about) return;
    const { edit, reply } = this.about;
    const name = edit ? word("editing") : `${word("reply-to")} ${reply.from_bot ? word("the-bot") : word("yourself")}`;
    const label = word(edit ? "stop-editing" : "stop-replying");
    const away = make("button", { type: "button", className: "bare", title: label, ariaLabel: label }, icon("close"));
    away.addEventListener("click", () => { this.stop(); this.input.focus(); });
    const what = make("span", {}, make("b", { textContent: name }), make("small", { textContent: excerpt(edit ?? reply) }));
    place.replaceChildren(icon(edit ? "pen" : "reply"), what, away);
    this.input.focus();
  }

  take(files) {
    for (const file of files) {
      if (file.size > FILE_LIMIT) this.chat.toast(`${word("too-big")} ${file.name}`);
      else if (!file.size) this.chat.toast(`${word("empty-file")} ${file.name}`);
      else this.files.push(file);
    }
    if (this.about?.edit) this.stop();
    this.drawFiles();
    this.input.focus();
  }

  drawFiles() {
    const place = this.find(".attached");
    place.hidden = !this.files.length;
    place.replaceChildren(...this.files.map((file) => {
      const label = `${word("remove-file")} ${file.name}`;
      const away = make("button", { type: "button", className: "bare", title: label, ariaLabel: label }, icon("close"));
      away.addEventListener("click", () => { this.files = this.files.filter((it) => it !== file); this.drawFiles(); this.input.focus(); });
      const kind = file.type.startsWith("audio/") ? "voice" : "clip";
      return make("li", {}, icon(kind), make("span", { textContent: file.name }), make("small", { textContent: inSize(file.size) }), away);
    }));
    if (this.chat.view) this.chat.drawKeyboard();
  }

  // What is typed goes at once, so that a second Enter does not send it twice; it comes back when that fails.
  async send() {
    const text = this.input.value;
    const { files, about } = this;
    const emptied = about?.edit && about.edit.kind !== "text";
    if (!text.trim() && !files.length && !emptied) return;
    this.files = [];
    this.about = null;
    this.input.value = "";
    this.chat.showMenu(false);
    this.drawAbout();
    this.drawFiles();
    this.chat.toEnd();
    const replyTo = about?.reply?.message_id;
    let caption = text;
    if (about?.edit) {
      const { message_id, text: before } = about.edit;
      if (text.trim() === before || (await this.chat.act("edit", { message_id, text: text.trim() }))) return;
    } else if (files.length) {
      while (files.length) {
        const form = new FormData();
        form.append("caption", caption);
        if (replyTo) form.append("reply_to", replyTo);
        form.append("file", files[0], files[0].name);
        if (!(await this.chat.act("attach", form))) break;
        caption = "";
        files.shift();
      }
      if (!files.length) return;
    } else if (await this.chat.say(text, replyTo)) return;
    this.files = [...files, ...this.files];
    if (!this.input.value && !this.about) { this.input.value = caption; this.about = about; }
    this.drawFiles();
    this.drawAbout();
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 140)}px`;
  }

  // A slash shows the commands, as in Telegram; what was typed of one goes when it is chosen.
  suggest() {
    const typed = this.input.value;
    this.chat.showMenu(!this.about?.edit && /^\/\w*$/.test(typed), typed);
  }

  clearCommand() {
    if (/^\/\w*$/.test(this.input.value)) this.input.value = "";
    this.grow();
  }

  listen(on) {
    on(".composer", "submit", (event) => { event.preventDefault(); this.send(); });
    on("textarea", "input", () => { this.grow(); this.suggest(); });
    on("textarea", "keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      this.chat.alongMenu(event);
    });
    on("textarea", "paste", (event) => {
      if (event.clipboardData.files.length) { event.preventDefault(); this.take(event.clipboardData.files); }
    });
    on(".attach", "click", () => this.find("input[type=file]").click());
    on("input[type=file]", "change", (event) => { this.take(event.target.files); event.target.value = ""; });
  }
}
