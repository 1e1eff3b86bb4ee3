/** Notices of one kind that may be as many as a file has lines: the first are told one by one, of the others the number. */
import { grouped } from './wording.ts';

export class FirstNotices {
  private told = 0;
  private readonly notice: (line: string) => void;
  private readonly most: number;

  constructor(notice: (line: string) => void, most = 10) {
    this.notice = notice;
    this.most = most;
  }

  tell(line: string): void {
    this.told++;
    if (this.told <= this.most) this.notice(line);
  }

  /** `where`: how the others can be seen. */
  end(where = ''): void {
    if (this.told > this.most) this.notice(`... and ${grouped(this.told - this.most)} more${where}`);
  }
}
