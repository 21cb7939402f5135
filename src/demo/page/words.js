// What the page says itself, in both languages. The bot's sentences are elsewhere.
"use strict";

const WORDS = {
  nl: {
    "title": "Vraag het de assistent van ESIJ",
    "sides": "Links de ondernemer, rechts de programmamanager.",
    "subtitle": "Dit is een demo: alles blijft op deze computer.",
    "skip": "Naar het gesprek", "tabs": "Gesprekken", "theme": "Licht/donker", "reset": "Opnieuw beginnen",
    "reset-sure": "Alle gesprekken en ideeën van deze demo wissen?",
    "entrepreneur": "Ondernemer", "manager": "Programmamanager", "person": "Wie bent u?",
    "more": "Instellingen van dit gesprek", "telegram-language": "Taal van Telegram",
    "block": "Blokkeer de bot", "unblock": "Laat de bot weer toe",
    "commands": "Opdrachten", "attach": "Bestand of foto toevoegen", "remove-file": "Bestand weghalen",
    "type": "Typ een bericht", "send": "Bericht versturen", "start": "START",
    "lost": "De verbinding is weg. Ik probeer het opnieuw …",
    "failed": "Dat lukte niet. Probeer het nog eens.", "too-big": "Dit bestand is groter dan 20 MB.",
    "edited": "bewerkt", "edit": "Bewerk uw bericht:", "photo": "Foto", "contact": "Telefoonnummer gedeeld",
    "typing": "typt …", "bot": "ESIJ-assistent",
    "manager-empty": "Hier komen de ideeën en vragen van ondernemers binnen, zodra de programmamanager op START heeft gedrukt.",
    "try": "Probeer bijvoorbeeld:",
    "tries": ["Wat is ESIJ?", "hoeveel subsidei kan ik krijgen", "Ik heb een idee"],
    "other": "English",
  },
  en: {
    "title": "Ask the ESIJ assistant",
    "sides": "The entrepreneur on the left, the programme manager on the right.",
    "subtitle": "This is a demo: all of it stays on this computer.",
    "skip": "To the chat", "tabs": "Chats", "theme": "Light/dark", "reset": "Begin anew",
    "reset-sure": "Erase all chats and ideas of this demo?",
    "entrepreneur": "Entrepreneur", "manager": "Programme manager", "person": "Who are you?",
    "more": "Settings of this chat", "telegram-language": "Language of Telegram",
    "block": "Block the bot", "unblock": "Let the bot in again",
    "commands": "Commands", "attach": "Add a file or photo", "remove-file": "Remove the file",
    "type": "Type a message", "send": "Send message", "start": "START",
    "lost": "The connection is gone. Trying again …",
    "failed": "That did not work. Please try again.", "too-big": "This file is larger than 20 MB.",
    "edited": "edited", "edit": "Edit your message:", "photo": "Photo", "contact": "Shared a telephone number",
    "typing": "is typing …", "bot": "ESIJ assistant",
    "manager-empty": "Ideas and questions from entrepreneurs arrive here, once the programme manager has pressed START.",
    "try": "Try for instance:",
    "tries": ["What is ESIJ?", "how much subsdy can i get", "I have an idea"],
    "other": "Nederlands",
  },
};

let pageLanguage = localStorage.getItem("language") || (navigator.language.startsWith("en") ? "en" : "nl");

function word(name) {
  return WORDS[pageLanguage][name] ?? name;
}

function sayWords(root) {
  for (const it of root.querySelectorAll("[data-word]")) it.textContent = word(it.dataset.word);
  for (const it of root.querySelectorAll("[data-word-label]")) {
    it.setAttribute("aria-label", word(it.dataset.wordLabel));
    if (it.tagName !== "TEXTAREA") it.title = word(it.dataset.wordLabel);
  }
  for (const it of root.querySelectorAll("[data-word-placeholder]")) it.placeholder = word(it.dataset.wordPlaceholder);
}
