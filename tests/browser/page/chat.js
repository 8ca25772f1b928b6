// A chat and a search without a face. They send what the hosted API's widget sends: the same requests
// in the same order, with the same members and headers. The tests call `chat`, after `start`.
const SHARED = "conversationId";

class Chat {
  #server;
  #key;
  #shared;
  #base = { widgetLibraryVersion: "0.5.119", componentType: "ModalSearchAndChat", tags: ["docs"] };
  #user;
  #events = [];
  conversation = { id: "", messages: [] };
  messages = [];
  feedback = {};

  constructor({ server, key, user }) {
    this.#server = server;
    this.#key = key;
    this.#user = { identificationType: "COOKIED", id: user };
  }

  // A question and its answer, each logged with all messages before it.
  async ask(question, answer) {
    const user = {
      id: `${Date.now()}-${letters(4)}-1`,
      role: "user",
      content: question,
      metadata: { context: "", attributes: { attachments: [] } },
    };
    if (this.#shared) {
      this.messages = this.messages.map(copyForContinuation);
    }
    this.messages = [...this.messages, user];
    await this.#chatEvent("user_message_submitted", {}, this.messages);
    const links = [
      { label: "1", url: "https://docs.example/sso", title: "SSO", type: "site", breadcrumbs: ["Docs"] },
    ];
    this.messages = [
      ...this.messages,
      {
        id: `${Date.now()}-${letters(4)}-2`,
        role: "assistant",
        content: answer,
        links,
        tool_calls: [
          {
            id: `call_${letters(24)}`,
            type: "function",
            function: { name: "provideLinks", arguments: JSON.stringify({ links, text: "" }) },
          },
        ],
      },
    ];
    await this.#chatEvent("assistant_message_received", {}, this.messages);
    await this.#chatEvent("assistant_answer_displayed");
    await this.#settled();
    return this.conversation;
  }

  // Feedback about the last answer. The widget sends it without a wait for its conversation.
  async rate(type, reasons = []) {
    const [question, answer] = this.messages.slice(-2);
    const stored = await this.#send("POST", "/feedback", {
      type,
      messageId: answer.id,
      createdAt: new Date().toISOString(),
      userProperties: this.#user,
      ...(type === "negative" ? { reasons } : {}),
    });
    this.feedback[answer.id] = stored;
    await this.#chatEvent(`assistant_${type}_feedback_submitted`, {
      conversationId: this.conversation.id,
      question: question.content,
      answer: answer.content,
      messageId: answer.id,
      reasons,
    });
    if (type === "negative") {
      await this.#chatEvent("user_escalation_indicated", {
        escalationType: "downvote",
        conversation: this.conversation,
      });
    }
    await this.#settled();
    return stored;
  }

  async copy() {
    await this.#chatEvent("assistant_message_copied", { conversation: this.conversation });
    await this.#settled();
  }

  // Copies the conversation into a public one and returns its link.
  async share() {
    const shared = await this.#send("POST", "/conversations", {
      type: "openai",
      visibility: "public",
      tags: [],
      userProperties: {},
      messages: this.conversation.messages.map((message) => ({
        ...message,
        createdAt: undefined,
        updatedAt: undefined,
        id: `${Date.now()}${message.id}`,
        conversationId: undefined,
      })),
    });
    const link = `${location.origin}/?${SHARED}=${shared.id}`;
    await this.#chatEvent("chat_share_button_clicked", {
      sharedConversationId: shared.id,
      originalConversationId: this.conversation.id,
      sharedChatUrl: link,
      conversation: shared,
    });
    await this.#settled();
    return link;
  }

  // The conversation that the link of the page names, as it is shown to a visitor.
  async openLink() {
    await this.open(new URLSearchParams(location.search).get(SHARED));
    this.#shared = true;
    return this.conversation;
  }

  // A conversation that the site resumes by its id.
  async open(id) {
    this.conversation = await this.#send("GET", `/conversations/${id}`);
    await this.#chatEvent("shared_chat_loaded", { conversation: this.conversation });
    this.messages = this.conversation.messages;
    await this.#settled();
    return this.conversation;
  }

  async clear() {
    const { conversation } = this;
    this.conversation = { id: "", messages: [] };
    this.messages = [];
    await this.#chatEvent("chat_clear_button_clicked", { conversation });
    await this.#settled();
  }

  async search(searchQuery, ...urls) {
    this.#event("search_query_submitted", { searchQuery });
    this.#event("search_query_response_received", { searchQuery, totalResults: urls.length });
    for (const url of urls.slice(0, 1)) {
      this.#event("search_result_clicked", { searchQuery, title: "SSO", url });
    }
    await this.#settled();
  }

  // The widget sends nothing when it is closed. A page may send a last event, without a header.
  leave(type) {
    const event = { type, properties: this.#base, userProperties: this.#user };
    return navigator.sendBeacon(`${this.#server}/events?key=${this.#key}`, JSON.stringify(event));
  }

  // What the page can read of an answer.
  async read(method, path, body, key = this.#key) {
    const response = await this.#fetch(method, path, body, key);
    return { status: response.status, body: await response.json() };
  }

  // Logs the messages if there are any, and then the event, which carries the conversation.
  async #chatEvent(name, properties = {}, messages = undefined) {
    if (messages) {
      this.conversation = await this.#send("POST", "/conversations", {
        id: this.#shared ? undefined : this.conversation.id || undefined,
        type: "openai",
        messages,
        tags: this.#base.tags,
        userProperties: this.#user,
      });
      this.#shared = false;
    }
    this.#event(name, { conversation: this.conversation, ...properties });
  }

  // Sends an event, and like the widget does not wait for the answer.
  #event(eventName, properties) {
    const event = {
      eventName,
      properties: { ...this.#base, ...properties },
      userProperties: this.#user,
      type: eventName,
    };
    if ("searchQuery" in properties) {
      Object.assign(event, { entityType: "search", searchQuery: properties.searchQuery });
    } else if ("messageId" in properties) {
      Object.assign(event, { entityType: "message", messageId: properties.messageId });
    } else {
      const { id } = properties.conversation;
      Object.assign(event, { entityType: "conversation", conversationId: id });
    }
    this.#events.push(this.#send("POST", "/events", event));
  }

  async #settled() {
    await Promise.all(this.#events.splice(0));
  }

  async #send(method, path, body) {
    const response = await this.#fetch(method, path, body, this.#key);
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${await response.text()}`);
    }
    return response.json();
  }

  #fetch(method, path, body, key) {
    return fetch(`${this.#server}${path}`, {
      method,
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
      body: body && JSON.stringify(body),
    });
  }
}

function copyForContinuation(message, index) {
  return {
    id: `${message.id}-${letters(6)}-${index}`,
    role: message.role,
    ...(message.role === "assistant" ? { links: message.links ?? [] } : {}),
    content: message.content,
    metadata: message.metadata,
    tool_calls: message.tool_calls,
  };
}

function letters(count) {
  return Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => (byte % 36).toString(36)).join("");
}

window.start = (settings) => {
  window.chat = new Chat(settings);
};
