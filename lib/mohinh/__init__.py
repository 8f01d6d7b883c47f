"""mohinh: evaluate community-safety models (mô hình) for areas and communes, never for persons."""
