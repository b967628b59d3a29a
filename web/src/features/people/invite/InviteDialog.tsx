import { Modal } from '@mantine/core';
import type { MyInstitute } from '@/api/institutes';
import { text } from '@/text';
import { InviteForm } from './InviteForm';

interface InviteDialogProps {
  institute: MyInstitute;
  onClose: () => void;
}

export function InviteDialog({ institute, onClose }: InviteDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.invite.title}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <InviteForm institute={institute.id} by={institute.role} start="student" onDone={onClose} />
    </Modal>
  );
}
