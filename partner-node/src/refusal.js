/** Why a message gets no receipt. `status` is the answer's HTTP status. */
export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}
